import { setTimeout as sleep } from "node:timers/promises";
import { Agent, type Dispatcher, request } from "undici";
import { type AddressRule, checkUrl, guardedLookup } from "../../adapters/http/address-guard.ts";
import { CutstreamError } from "../../errors.ts";
import { BrokenOff, explainDownload } from "./download-errors.ts";
import { downloadName } from "./file-name.ts";
import { checkSize, type StagedContent, StagedFile } from "./staged-file.ts";

/** How to download. */
export interface DownloadOptions {
  readonly maxBytes: number;
  /** Seconds until all must be here, resumptions included. */
  readonly timeout: number;
  /** Addresses that may be connected to. */
  readonly allowed: AddressRule;
  readonly signal?: AbortSignal | undefined;
  /** Called with the share done, 0 to 1, where the server tells the size. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Milliseconds before the first resumption; each further one waits twice as long. Default 250. */
  readonly firstPauseMs?: number;
}

/** A download that is complete. */
export interface Download extends StagedContent {
  readonly fileName: string;
}

const MAX_REDIRECTS = 5;
/** Times that a transfer which broke off is resumed. */
const MAX_RESUMPTIONS = 5;
const FIRST_PAUSE_MS = 250;
const CONNECT_TIMEOUT_MS = 15_000;
const HEADERS_TIMEOUT_MS = 30_000;
/** Silence after which a transfer counts as broken. */
const BODY_TIMEOUT_MS = 30_000;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Downloads a URL to a file. Redirects are followed a few times, each checked as the first address was; a transfer
 * that breaks off is resumed where it stopped if the server can (RFC 9110 §14), started over if it cannot.
 * @throws CutstreamError `source_forbidden`, `source_unreachable`, `source_too_large`, `storage_full`,
 * `storage_failed`, `cancelled`
 */
export async function download(
  address: string,
  destination: string,
  options: DownloadOptions,
): Promise<Download> {
  const deadline = AbortSignal.timeout(options.timeout * 1000);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  const agent = new Agent({
    connect: { lookup: guardedLookup(options.allowed), timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: HEADERS_TIMEOUT_MS,
    bodyTimeout: BODY_TIMEOUT_MS,
  });
  const staged = await StagedFile.create(destination, options.maxBytes);
  try {
    const transfer = new Transfer(parseUrl(address), staged, options, agent, signal);
    const fileName = await transfer.run();
    return { ...(await staged.finish()), fileName };
  } catch (error) {
    throw explainDownload(error, address, options, deadline);
  } finally {
    await staged.close();
    await agent.destroy();
  }
}

/** One download: requests until the file is whole. */
class Transfer {
  readonly #start: URL;
  readonly #staged: StagedFile;
  readonly #options: DownloadOptions;
  readonly #agent: Agent;
  readonly #signal: AbortSignal;
  /** What makes sure that a resumed transfer is of the same bytes (RFC 9110 §13.1.5). */
  #validator: string | undefined;
  #total: number | undefined;
  #name = "source";

  constructor(start: URL, staged: StagedFile, options: DownloadOptions, agent: Agent, signal: AbortSignal) {
    this.#start = start;
    this.#staged = staged;
    this.#options = options;
    this.#agent = agent;
    this.#signal = signal;
  }

  /** @returns the name of the file, once all of it is here. */
  async run(): Promise<string> {
    for (let broken = 0; ; broken++) {
      try {
        await this.#receive();
        return this.#name;
      } catch (error) {
        const resumable = error instanceof BrokenOff || (broken > 0 && isTransportError(error));
        if (!resumable || broken === MAX_RESUMPTIONS || this.#signal.aborted) throw error;
        const pause = (this.#options.firstPauseMs ?? FIRST_PAUSE_MS) * 2 ** broken;
        await sleep(pause, undefined, { signal: this.#signal });
      }
    }
  }

  /** One request and its body, from where the file ends so far. */
  async #receive(): Promise<void> {
    const { response, url } = await this.#follow();
    const { headers, statusCode, body } = response;
    // An answer that is refused below is never read: what becomes of its connection is nobody's concern.
    body.on("error", () => {});
    if (one(headers["content-encoding"]) !== undefined && one(headers["content-encoding"]) !== "identity") {
      throw new CutstreamError(
        "source_unreachable",
        `${url.host} sends the file compressed, which was not asked for.`,
      );
    }
    if (statusCode === 206) this.#checkRange(one(headers["content-range"]), url);
    else await this.#begin(headers, url);
    if (this.#total !== undefined) checkSize(this.#total, this.#options.maxBytes);
    try {
      for await (const chunk of body) {
        await this.#staged.write(chunk as Uint8Array);
        if (this.#total) this.#options.onProgress?.(Math.min(1, this.#staged.size / this.#total));
      }
    } catch (error) {
      if (error instanceof CutstreamError || this.#signal.aborted) throw error;
      throw new BrokenOff("The transfer broke off.", { cause: error });
    }
    if (this.#total !== undefined && this.#staged.size < this.#total)
      throw new BrokenOff("The transfer ended early.");
  }

  /** The whole file comes, for the first time or again. */
  async #begin(headers: Dispatcher.ResponseData["headers"], url: URL): Promise<void> {
    if (this.#staged.size > 0) await this.#staged.restart();
    const length = Number(one(headers["content-length"]) ?? Number.NaN);
    this.#total = Number.isSafeInteger(length) ? length : undefined;
    const tag = one(headers.etag);
    this.#validator = tag?.startsWith('"') ? tag : one(headers["last-modified"]);
    this.#name = downloadName(url, one(headers["content-disposition"]));
  }

  /** A partial answer must go on exactly where the file ends, and be of a file as long as before. */
  #checkRange(range: string | undefined, url: URL): void {
    const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range ?? "");
    const total = match?.[2] === "*" ? this.#total : Number(match?.[2]);
    if (Number(match?.[1]) === this.#staged.size && (this.#total === undefined || total === this.#total))
      return;
    throw new CutstreamError(
      "source_unreachable",
      `${url.host} answers with another part of the file than asked for.`,
    );
  }

  /** Sends the request, and again to where it is redirected. */
  async #follow(): Promise<{ response: Dispatcher.ResponseData; url: URL }> {
    let url = this.#start;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      checkUrl(url, this.#options.allowed);
      const headers = this.#requestHeaders();
      const response = await request(url, { dispatcher: this.#agent, headers, signal: this.#signal });
      const location = one(response.headers.location);
      if (!REDIRECTS.has(response.statusCode) || location === undefined) {
        if (response.statusCode === 200 || (response.statusCode === 206 && headers.range))
          return { response, url };
        await discard(response);
        throw refusal(url, response.statusCode, this.#staged.size > 0);
      }
      await discard(response);
      url = parseUrl(location, url);
    }
    const message = `${this.#start.host} redirects more than ${MAX_REDIRECTS} times.`;
    throw new CutstreamError("source_unreachable", message);
  }

  #requestHeaders(): Readonly<Record<string, string>> {
    const headers = { "user-agent": "Cutstream", accept: "*/*", "accept-encoding": "identity" };
    if (this.#staged.size === 0) return headers;
    const condition = this.#validator === undefined ? {} : { "if-range": this.#validator };
    return { ...headers, range: `bytes=${this.#staged.size}-`, ...condition };
  }
}

/** A server in trouble may be better in a moment, once it has begun to send. */
function refusal(url: URL, status: number, begun: boolean): Error {
  const message = `${url.host} answers with status ${status}.`;
  if (begun && (status >= 500 || status === 429)) return new BrokenOff(message);
  return new CutstreamError("source_unreachable", message);
}

/** Reads an answer's short body to its end, or drops the connection. */
async function discard({ body }: Dispatcher.ResponseData): Promise<void> {
  await body.dump({ limit: 64 * 1024 }).catch(() => undefined);
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base);
  if (url) return url;
  throw new CutstreamError("source_unreachable", `${JSON.stringify(text)} is no URL.`);
}

function isTransportError(error: unknown): boolean {
  return !(error instanceof CutstreamError);
}
