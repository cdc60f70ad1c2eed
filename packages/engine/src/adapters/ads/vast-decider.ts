import {
  FLICKS_PER_SECOND,
  MediaFormatError,
  parseVast,
  type VastInline,
  type VastTracking,
} from "@cutstream/media";
import { CutstreamError } from "../../errors.ts";
import type { AdDecider, AdOffer, AdSlotContext } from "../../seams/ad-decision.ts";
import type { GuardedClient } from "../http/guarded-request.ts";
import { decisionFailed, serverUrl } from "./decision-errors.ts";

const MAX_BYTES = 1024 * 1024;
/** Wrappers one behind another (VAST 4.3 §2.3.4.1 has five). */
const MOST_WRAPPERS = 5;
/** Answers that are read for one slot in all. */
const MOST_ANSWERS = 20;
/** Taller files are no better in a stream, and cost more to take in. */
const TALLEST = 1080;

/**
 * Asks an ad server that answers with VAST. Wrappers are followed; those that loop, or never end, are left out, and
 * fail only where nothing else was offered.
 */
export function createVastDecider(address: string, client: GuardedClient): AdDecider {
  return {
    async decide(slot, signal) {
      const chase = new Chase(client, slot, signal);
      const offers = await chase.follow(serverUrl(fillMacros(address, slot)), [], []);
      if (offers.length === 0 && chase.failure) throw chase.failure;
      return offers;
    },
  };
}

/** The answers of one slot. */
class Chase {
  /** The first thing that went wrong behind a wrapper. */
  failure: CutstreamError | undefined;
  #answers = 0;
  readonly #client: GuardedClient;
  readonly #slot: AdSlotContext;
  readonly #signal: AbortSignal;

  constructor(client: GuardedClient, slot: AdSlotContext, signal: AbortSignal) {
    this.#client = client;
    this.#slot = slot;
    this.#signal = signal;
  }

  /** @param seen addresses that led here. @param tracking what wrappers on the way want to be told. */
  async follow(url: URL, seen: readonly string[], tracking: VastTracking): Promise<AdOffer[]> {
    if (seen.includes(url.href)) throw failed(`${url.host} is a VAST wrapper that loops.`);
    if (seen.length > MOST_WRAPPERS)
      throw failed(`${url.host} is behind more than ${MOST_WRAPPERS} VAST wrappers.`);
    if (++this.#answers > MOST_ANSWERS)
      throw failed(`${url.host} is one of more than ${MOST_ANSWERS} VAST answers.`);
    const { ads } = await this.#read(url);
    const offers: AdOffer[] = [];
    for (const ad of ads) {
      if (ad.kind === "inline") offers.push(toOffer(ad, tracking));
      else
        offers.push(...(await this.#unwrap(ad.url, url, [...seen, url.href], [...tracking, ...ad.tracking])));
    }
    return offers;
  }

  /** One wrapper that leads nowhere takes nothing from the ads beside it. */
  async #unwrap(
    address: string,
    base: URL,
    seen: readonly string[],
    tracking: VastTracking,
  ): Promise<AdOffer[]> {
    try {
      return await this.follow(serverUrl(fillMacros(address, this.#slot), base), seen, tracking);
    } catch (error) {
      if (!(error instanceof CutstreamError)) throw error;
      this.failure ??= error;
      return [];
    }
  }

  async #read(url: URL): Promise<ReturnType<typeof parseVast>> {
    try {
      const headers = { accept: "application/xml, text/xml" };
      const text = await this.#client.text(url, {
        method: "GET",
        headers,
        maxBytes: MAX_BYTES,
        signal: this.#signal,
      });
      return text.trim() === "" ? { ads: [] } : parseVast(text);
    } catch (cause) {
      if (!(cause instanceof MediaFormatError)) throw decisionFailed(url.host, cause, this.#signal);
      throw failed(`${url.host} answers with VAST that cannot be read: ${cause.message}.`, cause);
    }
  }
}

function toOffer(ad: VastInline, tracking: VastTracking): AdOffer {
  const { id, title, system, advertiser, categories, adIds, duration } = ad;
  const urls = ad.mediaFiles
    .filter(({ delivery, type }) => delivery === "progressive" && (type === "" || type.startsWith("video/")))
    .sort((a, b) => worth(b.height) - worth(a.height))
    .flatMap(({ url }) => URL.parse(url)?.href ?? []);
  return {
    id: adIds[0] ?? id,
    video: null,
    names: adIds,
    urls,
    start: null,
    end: null,
    metadata: {
      ...(title && { title }),
      ...(system && { adSystem: system }),
      ...(advertiser && { advertiser }),
      ...(categories.length > 0 && { categories }),
      ...(duration !== null && { duration: duration / FLICKS_PER_SECOND }),
    },
    tracking: [...tracking, ...ad.tracking].flatMap(({ event, url }) => {
      const parsed = URL.parse(url);
      return parsed && /^https?:$/.test(parsed.protocol) ? [{ event, url: parsed.href }] : [];
    }),
  };
}

const worth = (height: number): number => (height > TALLEST ? -height : height);

const POSITIONS = { pre: 1, mid: 2, post: 3 } as const;

/** Fills in the macros of VAST 4.3 §6 that say where the slot is; others stay for the server to pass over. */
function fillMacros(address: string, { position, at, duration, count }: AdSlotContext): string {
  const clock = new Date(at * 1000).toISOString().slice(11, 23);
  const values: Readonly<Record<string, string>> = {
    CACHEBUSTING: String(Math.floor(Math.random() * 1e8)).padStart(8, "0"),
    TIMESTAMP: new Date().toISOString(),
    BREAKPOSITION: String(POSITIONS[position]),
    CONTENTPLAYHEAD: clock,
    MEDIAPLAYHEAD: clock,
    BREAKMAXADS: String(count),
    ...(duration !== null && { BREAKMAXDURATION: String(Math.floor(duration)) }),
  };
  return address.replace(/\[([A-Z]+)\]|%5B([A-Z]+)%5D/g, (macro, plain?: string, encoded?: string) => {
    const value = values[plain ?? encoded ?? ""];
    return value === undefined ? macro : encodeURIComponent(value);
  });
}

const failed = (message: string, cause?: unknown): CutstreamError =>
  new CutstreamError("ad_decision_failed", message, { cause });
