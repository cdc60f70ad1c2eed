import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a fake endpoint was asked. */
export interface Asked<Body> {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: Body;
}

/** What it answers: status 200 where none is given; a body that is no string is sent as JSON. */
export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An endpoint on loopback, for tests, that takes JSON and answers as it is told. */
export class FakeEndpoint<Body> {
  asked: Asked<Body>[] = [];
  /** Takes the place of the right answer where it gives one. */
  answer: (request: Asked<Body>, count: number) => FakeAnswer | undefined = () => undefined;
  /** Where given, answers wait for it. */
  hold: Promise<void> | undefined;
  readonly #right: (request: Asked<Body>) => FakeAnswer;
  readonly #server: Server;

  /** @param right answers as the real one would */
  constructor(right: (request: Asked<Body>) => FakeAnswer) {
    this.#right = right;
    this.#server = createServer(async (request, response) => {
      const body: Body = JSON.parse(await textOf(request));
      const asked = { url: request.url ?? "", authorization: request.headers.authorization, body };
      this.asked.push(asked);
      await this.hold;
      const given = this.answer(asked, this.asked.length) ?? this.#right(asked);
      response.writeHead(given.status ?? 200, given.headers);
      response.end(typeof given.body === "string" ? given.body : JSON.stringify(given.body));
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
  }

  /** Base of its addresses, as endpoints are configured with. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  /** Forgets what it was asked and told. */
  reset(): void {
    this.asked = [];
    this.answer = () => undefined;
    this.hold = undefined;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
