import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** What {@link BareServer} answers on a path, whatever the method. */
export interface BareAnswer {
  readonly path: string;
  readonly status: number;
  readonly body: Buffer;
}

/** A server of Node's in a process of its own that gives bytes it has in memory: the floor under any server in Node. */
export class BareServer implements AsyncDisposable {
  readonly address: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, address: string) {
    this.#child = child;
    this.address = address;
  }

  /** @param instead address in the answers that its own takes the place of. */
  static async start(instead: string, answers: readonly BareAnswer[]): Promise<BareServer> {
    const child = fork(new URL("./bare-server-process.ts", import.meta.url), { serialization: "advanced" });
    child.send({ instead, answers });
    const [{ address }] = await once(child, "message");
    return new BareServer(child, address);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }
}
