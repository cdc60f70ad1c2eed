import type { TimedRange } from "../schedule.ts";

/** What is used of video.js. */
export interface VideoJsPlayer {
  tech(safety: { readonly IWillNotUseThisInPlugins: true }): { readonly vhs?: Vhs } | undefined;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

interface Vhs {
  readonly playlists?: { media(): VhsPlaylist | undefined };
}

interface VhsPlaylist {
  readonly resolvedUri?: string;
  /** Names of attributes come in camel case: `xAssetUri`. */
  readonly dateRanges?: readonly Readonly<Record<string, unknown>>[];
}

const EVENTS = ["loadedmetadata", "playing", "seeked"];

export function isVideoJs(player: object): player is VideoJsPlayer {
  return "tech" in player && "on" in player;
}

/**
 * Tells the ranges of the playlist that video.js plays. They are read from the parsed playlist, since its cues lose the
 * names of attributes.
 */
export function watchVideoJs(player: VideoJsPlayer, tell: (ranges: TimedRange[]) => void): () => void {
  const read = () => {
    const playlist = player.tech({ IWillNotUseThisInPlugins: true })?.vhs?.playlists?.media();
    tell(
      (playlist?.dateRanges ?? []).flatMap((range) => toRange(range, playlist?.resolvedUri ?? location.href)),
    );
  };
  for (const event of EVENTS) player.on(event, read);
  read();
  return () => {
    for (const event of EVENTS) player.off(event, read);
  };
}

function toRange(range: Readonly<Record<string, unknown>>, baseUrl: string): TimedRange[] {
  const { id, class: className, startTime: start, endTime: end } = range;
  // Times come once the playlist's own dates are known.
  if (typeof start !== "number" || typeof end !== "number") return [];
  const attributes = Object.fromEntries(
    Object.entries(range).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `-${letter}`).toUpperCase(),
      String(value),
    ]),
  );
  return [{ id: String(id), class: String(className), start, end, attributes, baseUrl }];
}
