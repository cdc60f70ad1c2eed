import { type MediaPlaylist, type Rendition, targetDurationOf } from "@cutstream/media";
import type { PlannedSubtitles } from "../../subtitles/planned-subtitles.ts";
import { formatMediaPath } from "../address/media-path.ts";
import type { Plan } from "../plan/plan.ts";
import type { Form } from "../project/project.ts";
import { projectText } from "../project/project-text.ts";
import type { BoundPlan } from "../project/tracks.ts";

/** `GROUP-ID` of all renditions of text. */
export const SUBTITLES_GROUP = "subs";

/** `EXT-X-VERSION` that fractional durations need. */
const VERSION = 3;

/** Renditions of text, and the media playlist of each by its name: `s0`, `s1` … */
export interface TextPlaylists {
  readonly renditions: readonly Rendition[];
  readonly media: ReadonlyMap<string, MediaPlaylist>;
}

export interface TextPlaylistsRequest {
  readonly bound: BoundPlan;
  readonly form: Form;
  /** What media paths are appended to. */
  readonly mediaBase: string;
  /** Where the playlist of a name is, relative to the multivariant playlist. */
  readonly uriOf: (name: string) => string;
}

/**
 * Lists the text of a plan. `CODECS` need not name it: they name samples in containers, and WebVTT segments are files
 * of their own (RFC 8216 §3.5, §4.3.4.2).
 */
export function textPlaylists({ bound, form, mediaBase, uriOf }: TextPlaylistsRequest): TextPlaylists {
  const { plan, variants } = bound;
  const subtitles = listedSubtitles(plan);
  const media = subtitles.map(([n, one]): [string, MediaPlaylist] => {
    const segments = projectText(plan, variants[0] ?? [], one, form);
    const playlist: MediaPlaylist = {
      version: VERSION,
      targetDuration: targetDurationOf(segments),
      independentSegments: true,
      playlistType: "VOD",
      mediaSequence: 0,
      endList: true,
      segments: segments.map(({ path, duration, jump }) => ({
        uri: mediaBase + formatMediaPath(path),
        duration,
        discontinuity: jump && form === "default",
      })),
    };
    return [`s${n}`, playlist];
  });
  return { renditions: subtitles.map(([n, one]) => describe(one, uriOf(`s${n}`))), media: new Map(media) };
}

/**
 * Subtitles that viewers can choose, with their numbers. What is in the pictures is none of them; and where something
 * is, players show no others over it by themselves.
 */
export function listedSubtitles({ subtitles = [], captions }: Plan): [number, PlannedSubtitles][] {
  const numbered = subtitles.map((one, n): [number, PlannedSubtitles] => [n, one]);
  if (captions === undefined) return numbered;
  return numbered
    .filter(([n]) => n !== captions)
    .map(([n, one]) => [n, { ...one, default: false, autoselect: one.forced }]);
}

function describe(subtitles: PlannedSubtitles, uri: string): Rendition {
  const { name, language, autoselect, forced, characteristics } = subtitles;
  return {
    type: "SUBTITLES",
    groupId: SUBTITLES_GROUP,
    name,
    language,
    default: subtitles.default,
    autoselect,
    forced,
    ...(characteristics.length > 0 && { characteristics }),
    uri,
  };
}
