import { basename } from "node:path/posix";
import type { LibraryVersion } from "../library/library.ts";
import type { AdOffer } from "../seams/ad-decision.ts";
import type { Catalog, VideoRow } from "../seams/catalog.ts";

/** The video of an offer; or why there is none now. */
export type ResolvedAd =
  | { readonly offer: AdOffer; readonly video: string; readonly version: LibraryVersion }
  | { readonly offer: AdOffer; readonly missing: string };

export interface ResolveParts {
  readonly catalog: Pick<Catalog, "videosById" | "videosNamed" | "jobs">;
  readonly versionOf: (id: string) => Promise<LibraryVersion>;
  /** Takes an ad in for whoever comes next. @returns whether it does. */
  readonly takeIn: (ad: { readonly url: string; readonly name: string }) => Promise<boolean>;
}

/**
 * Finds the videos of offers: by id; else by a name that is one of the ad's ids or its address; else by the address
 * that they were taken in from. What is nowhere is taken in, where that is wanted, and is missing until it is ready.
 */
export function createAdResolver({ catalog, versionOf, takeIn }: ResolveParts) {
  const takenFrom = async (candidates: readonly VideoRow[], url: string): Promise<VideoRow | undefined> => {
    for (const row of candidates) {
      const jobs = await catalog.jobs({ video: row.id });
      if (jobs.some(({ kind, payload }) => kind === "ingest" && sourceUrl(payload) === url)) return row;
    }
    return undefined;
  };

  const find = async (
    { names, urls }: AdOffer,
    named: ReadonlyMap<string, readonly VideoRow[]>,
  ): Promise<VideoRow | undefined> => {
    const same = [...names, ...urls].flatMap((name) => named.get(name) ?? []);
    const known = same.find(({ version }) => version !== null) ?? same[0];
    if (known) return known;
    for (const url of urls) {
      const row = await takenFrom(named.get(fileOf(url)) ?? [], url);
      if (row) return row;
    }
    return undefined;
  };

  const missing = async (offer: AdOffer, ingest: boolean): Promise<string> => {
    const [url] = offer.urls;
    if (!url) return "there is no such video";
    if (!ingest) return "no video of it is there";
    // Nobody waits for it, and nobody's stream fails for it.
    const taken = await takeIn({ url, name: offer.names[0] ?? url }).catch(() => false);
    return `no video of it is there yet${taken ? "; it is being taken in" : ""}`;
  };

  return async (offers: readonly AdOffer[], ingest: boolean): Promise<ResolvedAd[]> => {
    const ids = offers.flatMap(({ video }) => video ?? []).filter(isSane);
    const names = offers.flatMap((offer) => [...offer.names, ...offer.urls, ...offer.urls.map(fileOf)]);
    const [byId, rows] = await Promise.all([
      ids.length > 0 ? catalog.videosById(ids) : new Map<string, VideoRow>(),
      names.length > 0 ? catalog.videosNamed(names.filter(isSane)) : [],
    ]);
    const named = Map.groupBy(rows, ({ name }) => name);
    const resolved: ResolvedAd[] = [];
    for (const offer of offers) {
      const row = offer.video === null ? await find(offer, named) : byId.get(offer.video);
      if (row?.version) {
        resolved.push({ offer, video: row.id, version: await versionOf(row.version) });
      } else {
        resolved.push({ offer, missing: row ? stateOf(row) : await missing(offer, ingest) });
      }
    }
    return resolved;
  };
}

const stateOf = ({ status }: VideoRow): string =>
  status === "failed" ? "its video could not be taken in" : "its video is still being taken in";

/** Databases take no NUL, and no name is that long. */
const isSane = (name: string): boolean => name !== "" && name.length <= 4096 && !name.includes("\0");

/** What a video is called that was taken in from an address, unless it was given a name. */
const fileOf = (url: string): string => {
  const parsed = URL.parse(url);
  return parsed ? basename(parsed.pathname) || parsed.hostname : "";
};

function sourceUrl(payload: unknown): string | undefined {
  const { source } = payload as { source?: { kind?: unknown; url?: unknown } };
  return source?.kind === "url" && typeof source.url === "string" ? URL.parse(source.url)?.href : undefined;
}
