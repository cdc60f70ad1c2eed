import { z } from "zod";
import { CutstreamError } from "../../errors.ts";
import type { Ranker, ScoredTitle } from "../../seams/ranker.ts";
import type { GuardedClient, GuardRules } from "../http/guarded-request.ts";

const MAX_BYTES = 4 * 2 ** 20;
const MOST_TITLES = 20_000;

const Title = z.union([z.string().min(1), z.object({ title: z.string().min(1), score: z.number() })]);
const Titles = z.array(Title).max(MOST_TITLES);
const Answer = z.union([Titles, z.object({ titles: Titles })]);

/** Where another ranker is. */
export interface HttpRankerOptions {
  readonly url: string;
  /** Sent as a bearer token. */
  readonly apiKey?: string | undefined;
}

/** What a ranker's client may ask: the server that the operator named, wherever it is, and no other inside. */
export function rankerRules(ranker: HttpRankerOptions | undefined): GuardRules {
  const host = URL.parse(ranker?.url ?? "")?.host;
  return { hosts: host === undefined ? [] : [host], allowPrivate: false };
}

/**
 * Asks a server: the request is posted as JSON; it answers with a list, or `{titles: [...]}`, of titles' ids, best first,
 * or of `{title, score}`.
 */
export function createHttpRanker({ url: address, apiKey }: HttpRankerOptions, client: GuardedClient): Ranker {
  const url = URL.parse(address);
  const name = url?.host ?? address;
  return {
    name,
    async rank(request, signal) {
      if (!url) throw new CutstreamError("ranker_failed", `${JSON.stringify(address)} is no URL.`);
      const headers = {
        "content-type": "application/json",
        accept: "application/json",
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      };
      const text = await client
        .text(url, { method: "POST", headers, body: JSON.stringify(request), maxBytes: MAX_BYTES, signal })
        .catch((cause: unknown) => {
          throw failed(name, cause, signal);
        });
      return scoresOf(text, name);
    },
  };
}

function failed(name: string, cause: unknown, signal: AbortSignal): CutstreamError {
  if (signal.aborted)
    return new CutstreamError("ranker_failed", `${name} did not answer in time.`, { cause });
  const said = cause instanceof Error && cause.message.endsWith(".") ? cause.message : undefined;
  return new CutstreamError("ranker_failed", said ?? `${name} cannot be reached.`, { cause });
}

function scoresOf(text: string, name: string): ScoredTitle[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CutstreamError("ranker_failed", `${name} answers with something that is no JSON.`, { cause });
  }
  const answer = Answer.safeParse(json);
  if (!answer.success)
    throw new CutstreamError("ranker_failed", `${name} answers with something that is no list of titles.`);
  const titles = Array.isArray(answer.data) ? answer.data : answer.data.titles;
  // of ids alone the order is all there is: the first has 1, the one after the last would have 0
  return titles.map((title, at) =>
    typeof title === "string" ? { title, score: 1 - at / titles.length } : title,
  );
}
