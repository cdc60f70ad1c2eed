import type { HlsConfig } from "hls.js";

/** How Common Media Client Data is sent: see {@link cmcdConfig}. */
export type CmcdMode = "auto" | "headers" | "query" | "off";

/** CTA-5004-B: keys that are sent with requests. None of them tells who watches. */
const REQUEST_KEYS = [
  ...["br", "d", "ot", "tb", "bl", "dl", "mtp", "nor", "su", "sta", "ltc", "msd"],
  ...["cid", "sf", "sid", "st", "v", "bs", "bsd", "rtp", "pr", "ec", "bg"],
] as const;

/** Events that are reported: play state, playback rate, bit rate, errors, and a sign of life. */
const EVENTS = ["ps", "pr", "bc", "e", "t"] as const;

/** Seconds between two signs of life. */
const INTERVAL = 10;

export interface CmcdRequest {
  readonly mode: CmcdMode;
  /** Address of the stream. */
  readonly url: string;
  /** Origin of the page. */
  readonly origin: string;
  /** What is played (`cid`); by default {@link contentIdOf} the address. */
  readonly contentId: string | undefined;
  /** Where events are posted to; none are without it. */
  readonly eventsUrl: string | undefined;
}

/** Reads the attribute `cmcd`: `auto` unless it is one of the others. */
export function cmcdMode(text: string | null): CmcdMode {
  return text === "headers" || text === "query" || text === "off" ? text : "auto";
}

/**
 * The configuration of hls.js that sends CMCD version 2 (CTA-5004-B) as a mode asks for. `auto` sends headers to the
 * page's own origin, and nothing elsewhere: there, headers would cost a preflight for each address, and a query would
 * make every viewer's media addresses differ, so that no cache shared them.
 * @returns undefined where nothing is sent.
 */
export function cmcdConfig(request: CmcdRequest): HlsConfig["cmcd"] {
  const { mode, url, origin, contentId = contentIdOf(url), eventsUrl } = request;
  const quiet = mode === "off" || (mode === "auto" && new URL(url).origin !== origin);
  if (mode === "off" || (quiet && !eventsUrl)) return undefined;
  const eventKeys = [...REQUEST_KEYS, "e", "ts", "pt"] as const;
  return {
    version: 2,
    contentId,
    useHeaders: mode !== "query",
    includeKeys: quiet ? [] : [...REQUEST_KEYS],
    ...(eventsUrl
      ? {
          eventTargets: [
            { url: eventsUrl, events: [...EVENTS], interval: INTERVAL, includeKeys: [...eventKeys] },
          ],
        }
      : {}),
  };
}

/** What a stream's address says is played: the stream's id in `/u/{user}/{id}/…`, otherwise the path; 64 letters at most. */
export function contentIdOf(url: string): string {
  const { pathname } = new URL(url);
  const [, id] = /^(?:.*)\/u\/[^/]+\/([^/]+)\//.exec(pathname) ?? [];
  return (id ?? pathname).slice(0, 64);
}
