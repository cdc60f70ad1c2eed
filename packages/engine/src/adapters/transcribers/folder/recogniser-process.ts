import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { CutstreamError } from "../../../errors.ts";
import type { Command } from "../../programs/confine.ts";
import { confined } from "../../programs/confined.ts";
import { programEnvironment } from "../../programs/environment.ts";
import { LONG_WORK } from "../../programs/limits.ts";
import type { RecogniserAnswer, RecogniserRequest } from "./recogniser.child.ts";

const SCRIPT = new URL("./recogniser.child.ts", import.meta.url);
const KEPT_OF_COMPLAINT = 500;

/** A process that runs a recogniser. It answers one request after the other. */
export class RecogniserProcess {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #complaint = "";

  /** Starts one, confined as all programs are. @throws CutstreamError `encoder_missing` */
  static async start(): Promise<RecogniserProcess> {
    return new RecogniserProcess(await confined({ program: process.execPath, args: [] }, LONG_WORK));
  }

  private constructor({ program, args }: Command) {
    this.#child = fork(SCRIPT, {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      ...{ execPath: program, execArgv: [...args], env: programEnvironment() },
    });
    this.#closed = once(this.#child, "close");
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-KEPT_OF_COMPLAINT);
    });
  }

  /**
   * @throws CutstreamError `model_unavailable` with what the process says, also where it ends; `cancelled`
   */
  async ask(request: RecogniserRequest, signal: AbortSignal): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const answered = (answer: RecogniserAnswer) =>
      "error" in answer ? reject(broken(answer.error)) : resolve(answer.result);
    const ended = () => reject(broken(this.#complaint.trim() || "it ended without a word"));
    const cancel = () =>
      reject(new CutstreamError("cancelled", "The work was cancelled.", { cause: signal.reason }));
    if (signal.aborted) cancel();
    this.#child.once("message", answered).once("close", ended).once("error", ended);
    signal.addEventListener("abort", cancel, { once: true });
    try {
      if (this.#child.connected) this.#child.send(request, (error) => error && ended());
      else void this.#closed.then(ended);
      return await promise;
    } finally {
      this.#child.off("message", answered).off("close", ended).off("error", ended);
      signal.removeEventListener("abort", cancel);
    }
  }

  /** Ends the process, and waits for it. */
  async close(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#closed;
  }
}

const broken = (reason: string): CutstreamError =>
  new CutstreamError("model_unavailable", `The transcriber's model cannot be used: ${reason}`);
