import type { TimedRange } from "../schedule.ts";

/** What is used of Shaka Player. */
export interface ShakaPlayer {
  getAssetUri(): string | null;
  addEventListener(type: string, listener: (event: ShakaEvent) => void): void;
  removeEventListener(type: string, listener: (event: ShakaEvent) => void): void;
}

interface ShakaEvent {
  readonly detail?: ShakaRegion;
}

interface ShakaRegion {
  readonly schemeIdUri: string;
  readonly id: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly values?: readonly { readonly key: string; readonly data: unknown }[];
}

export function isShaka(player: object): player is ShakaPlayer {
  return "getAssetUri" in player && "addEventListener" in player;
}

/** Tells the ranges of the stream as Shaka finds them, so that it must be called before the stream is loaded. */
export function watchShaka(player: ShakaPlayer, tell: (ranges: TimedRange[]) => void): () => void {
  const ranges = new Map<string, TimedRange>();
  const added = ({ detail }: ShakaEvent) => {
    if (!detail?.values) return;
    const { id, schemeIdUri, startTime, endTime, values } = detail;
    const attributes = Object.fromEntries(values.map(({ key, data }) => [key, String(data)]));
    // Shaka has made addresses absolute.
    const baseUrl = player.getAssetUri() ?? location.href;
    ranges.set(id, { id, class: schemeIdUri, start: startTime, end: endTime, attributes, baseUrl });
    tell([...ranges.values()]);
  };
  const unloaded = () => {
    ranges.clear();
    tell([]);
  };
  player.addEventListener("timelineregionadded", added);
  player.addEventListener("unloading", unloaded);
  return () => {
    player.removeEventListener("timelineregionadded", added);
    player.removeEventListener("unloading", unloaded);
  };
}
