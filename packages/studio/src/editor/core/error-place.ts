import type { Arrangement } from "./arrangement.ts";
import { seenOverlays } from "./to-timeline.ts";

/** Where in the editor a request's fault stands. */
export interface ErrorPlace {
  readonly panel: "clip" | "overlays" | "captions" | "reframe" | "music" | "publish";
  /** Of the clip, overlay or captions; null where the panel has but one thing. */
  readonly key: string | null;
  /** What of it: `start`, `fade`, …; null: all of it. */
  readonly field: string | null;
}

const PATTERN = /^(?:timeline\.)?(\w+)(?:\[(\d+)\])?(?:\.(\w+))?/;

/**
 * Finds what an error of the server names.
 * @param path as the error says: `timeline.clips[3].start`.
 * @param arrangement that was sent.
 * @returns undefined where it names nothing that is edited.
 */
export function errorPlace(path: string | undefined, arrangement: Arrangement): ErrorPlace | undefined {
  const [, thing = "", number = "-1", field = null] = PATTERN.exec(path ?? "") ?? [];
  const at = Number(number);
  switch (thing) {
    case "clips":
      return { panel: "clip", key: arrangement.clips[at]?.key ?? null, field };
    case "overlays":
      return { panel: "overlays", key: seenOverlays(arrangement)[at]?.key ?? null, field };
    case "subtitles":
      return { panel: "captions", key: arrangement.captions[at]?.key ?? null, field };
    case "reframe":
    case "music":
      return { panel: thing, key: null, field };
    case "ttl":
    case "user":
    case "name":
      return { panel: "publish", key: null, field: thing };
    case "render":
      return { panel: "reframe", key: null, field: thing };
    default:
      return undefined;
  }
}
