import { connect, type Socket } from "node:net";
import { HeadReader } from "./http-head.ts";

/** Where the body of an answer ends. */
type BodyEnd = { readonly length: number } | "chunked";

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** An answer that is being read. */
interface Pending {
  /** Whether the body is wanted, or only that it came whole. */
  readonly keep: boolean;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

const READ_BYTES = 256 * 1024;

/**
 * Fetches as a player does: over one kept connection, to the last byte. Answers are read into one buffer that is used
 * again, and bodies that nobody looks at are only counted: on two processors a client that makes garbage is measured in
 * the place of the server (Node's own adds 3 ms to five requests, and 10 to their 95th percentile).
 */
export class Player {
  readonly #connections = new Map<string, Connection>();

  /** The body of an answer. @throws Error for any but 200. */
  fetch(url: string): Promise<Buffer> {
    return this.#ask("GET", url, "", { keep: true, wanted: 200 });
  }

  /** Reads an answer to its last byte and keeps nothing of it. @throws Error for any but 200. */
  async watch(url: string): Promise<void> {
    await this.#ask("GET", url, "", { keep: false, wanted: 200 });
  }

  /** Posts JSON. @throws Error for any but 201. */
  async post<T>(url: string, body: unknown): Promise<T> {
    const answer = await this.#ask("POST", url, JSON.stringify(body), { keep: true, wanted: 201 });
    return JSON.parse(answer.toString());
  }

  /** URIs of a playlist, absolute: of playlists in a multivariant one, of segments and init segments in others. */
  async playlist(url: string): Promise<{ readonly uris: string[]; readonly maps: string[] }> {
    const text = (await this.fetch(url)).toString();
    const absolute = (uri: string) => new URL(uri, url).href;
    return {
      uris: text
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map(absolute),
      maps: [...text.matchAll(/#EXT-X-MAP:URI="([^"]+)"/g)].map((match) => absolute(match[1] ?? "")),
    };
  }

  /**
   * Fetches what a player does before it shows anything: playlists, and the init segment and the first segment of the
   * tallest rendition, one after the other.
   * @returns the addresses of all its segments.
   */
  async begin(url: string): Promise<string[]> {
    const { uris: variants } = await this.playlist(url);
    const { uris: segments, maps } = await this.playlist(variants[0] ?? "");
    await this.watch(maps[0] ?? "");
    await this.watch(segments[0] ?? "");
    return segments;
  }

  close(): void {
    for (const connection of this.#connections.values()) connection.close();
  }

  async #ask(
    method: string,
    url: string,
    body: string,
    { keep, wanted }: { readonly keep: boolean; readonly wanted: number },
  ): Promise<Buffer> {
    const { host, hostname, port, pathname, search } = new URL(url);
    let connection = this.#connections.get(host);
    if (!connection) {
      connection = new Connection(hostname, Number(port));
      this.#connections.set(host, connection);
    }
    const answer = await connection.ask(`${method} ${pathname}${search}`, host, body, keep);
    if (answer.status !== wanted) throw new Error(`${url}: ${answer.status} ${answer.body.subarray(0, 300)}`);
    return answer.body;
  }
}

/** One connection, one request after the other (RFC 9112; bodies by their length, or chunked). */
class Connection {
  readonly #socket: Socket;
  #before: Promise<unknown> = Promise.resolve();
  #pending: Pending | undefined;
  readonly #head = new HeadReader();
  #status = 0;
  #end: BodyEnd | undefined;
  #received = 0;
  #parts: Buffer[] = [];

  constructor(host: string, port: number) {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      onread: {
        buffer,
        callback: (count) => {
          this.#read(buffer.subarray(0, count));
          return true;
        },
      },
    });
    const lost = (error?: unknown) =>
      this.#pending?.reject(error ?? new Error("The server closed the connection."));
    this.#socket.on("error", lost);
    this.#socket.on("close", () => lost());
  }

  ask(line: string, host: string, body: string, keep: boolean): Promise<Answer> {
    const asked = this.#before.then(() => this.#ask(line, host, body, keep));
    this.#before = asked.catch(() => {});
    return asked;
  }

  #ask(line: string, host: string, body: string, keep: boolean): Promise<Answer> {
    const length = Buffer.byteLength(body);
    const about = body === "" ? "" : `content-type: application/json\r\ncontent-length: ${length}\r\n`;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#pending = { keep, resolve, reject };
    this.#socket.write(`${line} HTTP/1.1\r\nhost: ${host}\r\n${about}\r\n${body}`);
    return promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(data: Buffer): void {
    if (this.#end) {
      this.#readBody(data);
      return;
    }
    const read = this.#head.read(data);
    if (!read) return;
    const { status, length } = read.head;
    this.#status = status;
    this.#end = length === undefined ? "chunked" : { length };
    this.#readBody(read.rest);
  }

  #readBody(data: Buffer): void {
    const pending = this.#pending;
    if (!pending || !this.#end) return;
    this.#received += data.length;
    const chunked = this.#end === "chunked";
    if (pending.keep || chunked || this.#status >= 400) this.#parts.push(Buffer.from(data));
    if (this.#end === "chunked" ? !endsChunks(this.#parts) : this.#received < this.#end.length) return;
    const whole = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
    const body = whole ?? Buffer.alloc(0);
    const status = this.#status;
    [this.#pending, this.#end, this.#received, this.#parts] = [undefined, undefined, 0, []];
    this.#head.reset();
    pending.resolve({ status, body: chunked ? withoutChunks(body) : body });
  }
}

/** Whether the last chunk, of no bytes, has come; it may have come in two parts. */
const endsChunks = (parts: readonly Buffer[]): boolean =>
  Buffer.concat(parts.slice(-2)).subarray(-5).toString("latin1") === "0\r\n\r\n";

/** The body that chunks hold (RFC 9112 §7.1). */
function withoutChunks(data: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < data.length; ) {
    const line = data.indexOf("\r\n", at);
    const size = Number.parseInt(data.toString("latin1", at, line), 16);
    if (!(size > 0)) break;
    parts.push(data.subarray(line + 2, line + 2 + size));
    at = line + 4 + size;
  }
  return Buffer.concat(parts);
}
