import { connect, type Socket } from "node:net";

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

const HEAD_END = "\r\n\r\n";
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
  #head = "";
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
      this.#head = "";
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
    this.#head += data.toString("latin1");
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.#head.slice(0, end);
    const beyond = this.#head.length - end - HEAD_END.length;
    const field = (name: string): number | undefined => {
      const value = new RegExp(`\r\n${name}: *(\\d+)`, "i").exec(head)?.[1];
      return value === undefined ? undefined : Number(value);
    };
    const bytes = field("content-length") ?? 0;
    const status = Number(head.slice(9, 12));
    this.#answer = { status, bytes, retryAfter: status === 503 ? field("retry-after") : undefined };
    this.#left = bytes;
    this.#take(data.subarray(data.length - beyond));
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
