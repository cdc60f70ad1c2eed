import { connect, type Socket } from "node:net";
import { HeadReader } from "../lib/http-head.ts";

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly bytes: number;
  /** Seconds of `Retry-After`, where there is one. */
  readonly retryAfter?: number;
  /** Empty unless it was asked to be kept. */
  readonly body: string;
}

interface Pending {
  readonly keep: boolean;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/** All connections of a process read into the same bytes: each looks at them before the next one reads. */
const READ = Buffer.allocUnsafe(256 * 1024);

/**
 * One kept connection, one request after the other (RFC 9112, bodies by their `Content-Length`). Bodies are counted, and
 * thrown away unless they are to be kept: thousands of viewers in one process must cost less than the server that they
 * measure. A connection that was lost is opened again for the next request.
 */
export class Connection {
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | undefined;
  #pending: Pending | undefined;
  readonly #head = new HeadReader();
  #body = "";
  #left = -1;
  #answer = { status: 0, bytes: 0, retryAfter: undefined as number | undefined };

  constructor(base: string) {
    const { hostname, port } = new URL(base);
    this.#host = hostname;
    this.#port = Number(port);
  }

  /** @throws Error where the connection is lost before all has come. */
  get(path: string, keep = false): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#pending = { keep, resolve, reject };
      this.#head.reset();
      this.#body = "";
      this.#left = -1;
      this.#socket ??= this.#open();
      this.#socket.write(`GET ${path} HTTP/1.1\r\nhost: ${this.#host}:${this.#port}\r\n\r\n`);
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    const socket = connect({
      host: this.#host,
      port: this.#port,
      noDelay: true,
      onread: {
        buffer: READ,
        callback: (count) => {
          this.#read(READ.subarray(0, count));
          return true;
        },
      },
    });
    const lost = (error: unknown): void => {
      if (this.#socket === socket) this.#socket = undefined;
      this.#pending?.reject(error);
      this.#pending = undefined;
    };
    socket.on("error", lost);
    socket.on("close", () => lost(new Error("The server closed the connection.")));
    return socket;
  }

  #read(data: Buffer): void {
    if (this.#left >= 0) {
      this.#take(data);
      return;
    }
    const read = this.#head.read(data);
    if (!read) return;
    const { status, length: bytes = 0, number } = read.head;
    this.#answer = { status, bytes, retryAfter: status === 503 ? number("retry-after") : undefined };
    this.#left = bytes;
    this.#take(read.rest);
  }

  #take(data: Buffer): void {
    this.#left -= data.length;
    if (this.#pending?.keep) this.#body += data.toString("latin1");
    if (this.#left > 0) return;
    const pending = this.#pending;
    const { status, bytes, retryAfter } = this.#answer;
    this.#pending = undefined;
    this.#left = -1;
    pending?.resolve({
      status,
      bytes,
      body: this.#body,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }
}
