import type { lookup } from "node:dns";
import { Agent, type Dispatcher, request } from "undici";
import { type AddressRule, checkUrl, guardedLookup, isPublicAddress } from "./address-guard.ts";

/** Which servers may be asked. */
export interface GuardRules {
  /** `host` or `host:port` of servers that may be asked wherever they are; others must be out in the Internet. */
  readonly hosts: readonly string[];
  /** All may be asked. */
  readonly allowPrivate: boolean;
  /** Addresses that any other host may have. Default: those of the public Internet. */
  readonly allowed?: AddressRule;
  /** Looks names up. Default: as the system does. */
  readonly resolve?: typeof lookup;
}

export interface GuardedRequest {
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Asks servers that somebody else named. */
export interface GuardedClient {
  /**
   * The text that a server answers with. Redirects are followed, each checked as the first address was; at another
   * origin they are followed without `authorization` and cookies.
   * @throws Error that says why there is none, CutstreamError `source_forbidden` for an address that is not to be asked
   */
  text(url: URL, request: GuardedRequest): Promise<string>;
  /** The bytes that a server answers with, otherwise as {@link text}. */
  bytes(url: URL, request: GuardedRequest): Promise<Uint8Array>;
  /** Whether a server answers with 2xx; what else it says is left. @throws as {@link text} */
  accepts(url: URL, request: Omit<GuardedRequest, "maxBytes">): Promise<boolean>;
  close(): Promise<void>;
}

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const SECRET_HEADERS: ReadonlySet<string> = new Set(["authorization", "cookie"]);
const anywhere: AddressRule = () => true;

/** Keeps connections open between requests: one that waits has no time to make them. */
export function createGuardedClient(rules: GuardRules): GuardedClient {
  const { hosts, allowPrivate, allowed = isPublicAddress, resolve } = rules;
  const trusted = new Agent();
  const guarded = new Agent({ connect: { lookup: guardedLookup(allowed, resolve) } });
  const isTrusted = ({ host, hostname }: URL) =>
    allowPrivate || hosts.includes(host) || hosts.includes(hostname);

  const follow = async (start: URL, { method, headers, body, signal }: Omit<GuardedRequest, "maxBytes">) => {
    let url = start;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const trust = isTrusted(url);
      checkUrl(url, trust ? anywhere : allowed);
      const response = await request(url, {
        dispatcher: trust ? trusted : guarded,
        method,
        headers: { "user-agent": "Cutstream", ...(url.origin === start.origin ? headers : open(headers)) },
        body: body ?? null,
        signal,
      });
      const location = response.headers.location;
      if (!REDIRECTS.has(response.statusCode) || typeof location !== "string") return { response, url };
      await discard(response);
      const next = URL.parse(location, url);
      if (!next) throw new Error(`${url.host} redirects to something that is no URL.`);
      url = next;
    }
    throw new Error(`${start.host} redirects more than ${MAX_REDIRECTS} times.`);
  };

  const bytes = async (start: URL, options: GuardedRequest): Promise<Uint8Array> => {
    const { response, url } = await follow(start, options);
    if (response.statusCode === 204) return new Uint8Array();
    if (response.statusCode !== 200) {
      await discard(response);
      throw new Error(`${url.host} answers with status ${response.statusCode}.`);
    }
    return read(response, url, options.maxBytes);
  };

  return {
    bytes,
    text: async (start, options) => Buffer.from(await bytes(start, options)).toString("utf8"),
    async accepts(start, options) {
      const { response } = await follow(start, options);
      await discard(response);
      return response.statusCode >= 200 && response.statusCode < 300;
    },
    close: async () => {
      await Promise.all([trusted.destroy(), guarded.destroy()]);
    },
  };
}

/** Headers that may be told to a server that another one redirects to. */
function open(headers: GuardedRequest["headers"] = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !SECRET_HEADERS.has(name.toLowerCase())),
  );
}

async function read({ body }: Dispatcher.ResponseData, url: URL, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).length;
    if (size > maxBytes) throw new Error(`${url.host} answers with more than ${maxBytes} bytes.`);
  }
  return Buffer.concat(chunks);
}

async function discard({ body }: Dispatcher.ResponseData): Promise<void> {
  await body.dump({ limit: 64 * 1024 }).catch(() => undefined);
}
