import { z } from "zod";
import { CutstreamError } from "../../errors.ts";
import type { JsonObject } from "../../moments/moment.ts";
import type { AdDecider, AdOffer } from "../../seams/ad-decision.ts";
import type { GuardedClient } from "../http/guarded-request.ts";
import { decisionFailed, serverUrl } from "./decision-errors.ts";

const MAX_BYTES = 256 * 1024;
const MOST_ADS = 50;

const seconds = z.number().min(0).nullish();
const Ad = z.union([
  z.string().min(1),
  z
    .object({
      id: z.string().min(1).max(200).nullish(),
      video: z.string().min(1).nullish(),
      url: z.url().nullish(),
      start: seconds,
      end: seconds,
      metadata: z.record(z.string(), z.json()).nullish(),
      tracking: z.array(z.object({ event: z.string().regex(/^[A-Za-z]+$/), url: z.url() })).nullish(),
    })
    .refine(({ video, url }) => video || url),
]);
const Answer = z.union([z.array(Ad).max(MOST_ADS), z.object({ ads: z.array(Ad).max(MOST_ADS) })]);

/**
 * Asks a server: the slot is posted as JSON; it answers with a list of ads, or `{ads: [...]}`: a video's id, the
 * address it was taken in from, or `{video | url, id, start, end, metadata, tracking}`. Status 204 and an empty list are
 * answers too: no ad.
 */
export function createHttpDecider(address: string, client: GuardedClient): AdDecider {
  return {
    async decide(slot, signal) {
      const url = serverUrl(address);
      const headers = { "content-type": "application/json", accept: "application/json" };
      const text = await client
        .text(url, { method: "POST", headers, body: JSON.stringify(slot), maxBytes: MAX_BYTES, signal })
        .catch((cause: unknown) => {
          throw decisionFailed(url.host, cause, signal);
        });
      if (text.trim() === "") return [];
      const answer = Answer.safeParse(parse(text, url));
      if (answer.success) return ("ads" in answer.data ? answer.data.ads : answer.data).map(toOffer);
      throw new CutstreamError(
        "ad_decision_failed",
        `${url.host} answers with something that is no list of ads.`,
      );
    },
  };
}

function parse(text: string, { host }: URL): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CutstreamError("ad_decision_failed", `${host} answers with something that is no JSON.`, {
      cause,
    });
  }
}

function toOffer(ad: z.output<typeof Ad>): AdOffer {
  if (typeof ad !== "string") {
    return {
      id: ad.id ?? null,
      video: ad.video ?? null,
      names: [],
      urls: ad.url ? [ad.url] : [],
      start: ad.start ?? null,
      end: ad.end ?? null,
      metadata: (ad.metadata ?? {}) as JsonObject,
      tracking: ad.tracking ?? [],
    };
  }
  const url = /^https?:/.test(ad);
  return {
    ...{ id: null, names: [], start: null, end: null, metadata: {}, tracking: [] },
    video: url ? null : ad,
    urls: url ? [ad] : [],
  };
}
