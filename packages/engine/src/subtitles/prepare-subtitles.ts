import type { TimedCue } from "@cutstream/media";
import type { SubtitleInput, VideoSubtitleText } from "../api/subtitles.ts";
import { CutstreamError } from "../errors.ts";
import { checkSubtitles, type SubtitleRequest } from "./check-subtitles.ts";
import type { PlannedSubtitles } from "./planned-subtitles.ts";
import {
  createTextReader,
  type Found,
  type ShownVideo,
  type TextReaderParts,
  type Work,
} from "./read-texts.ts";

/** Decides the subtitles of timelines, and keeps the texts that they are made of as they are now. */
export interface Subtitles {
  /**
   * Decides subtitles as {@link prepare} does, but stores and translates nothing.
   * @returns the texts as well, by their `textName`: but for those that are stored already.
   */
  check(
    inputs: readonly SubtitleInput[],
    shown: readonly ShownVideo[],
  ): Promise<PreparedSubtitles & { readonly texts: ReadonlyMap<string, readonly TimedCue[]> }>;
  /**
   * Decides subtitles, and stores their texts.
   * @param shown the videos of the clips, in order.
   * @throws CutstreamError `invalid_request`, `no_subtitles`, `subtitles_unreadable`, `too_many_cues`,
   * `translator_unavailable`, `translation_pending`
   */
  prepare(inputs: readonly SubtitleInput[], shown: readonly ShownVideo[]): Promise<PreparedSubtitles>;
}

export interface PreparedSubtitles {
  readonly subtitles: readonly PlannedSubtitles[];
  readonly warnings: readonly string[];
}

/** Videos that an error or a warning names. */
const NAMED = 5;
/** The index of what is said. */
const SPEECH = "speech";
const SPOKEN_DIALOGUE = "public.accessibility.transcribes-spoken-dialog";

export function createSubtitles(parts: TextReaderParts): Subtitles {
  const reader = createTextReader(parts);

  const readSupplied = async (
    request: SubtitleRequest,
    texts: readonly VideoSubtitleText[],
    videos: readonly ShownVideo[],
    work: Work,
  ): Promise<Map<string, Found>> => {
    const found = new Map<string, Found>();
    for (const [n, text] of texts.entries()) {
      const path = `${request.path}.source.videos[${n}]`;
      const shown = videos.find(({ video }) => video === text.video);
      if (!shown || found.has(text.video)) {
        const what = shown ? "has two texts" : "is in no clip";
        throw new CutstreamError("invalid_request", `${path}: video ${text.video} ${what}.`, { path });
      }
      const { version } = shown;
      found.set(text.video, { id: await reader.supplied(request, text, { version, path }, work) });
    }
    for (const { video } of videos) if (!found.has(video)) found.set(video, { missing: "is given no text" });
    return found;
  };

  const readVideos = async (
    request: SubtitleRequest,
    videos: readonly ShownVideo[],
    work: Work,
  ): Promise<Map<string, Found>> => {
    const { source } = request;
    if (typeof source === "object" && "videos" in source) {
      return readSupplied(request, source.videos, videos, work);
    }
    const index = typeof source === "object" && "index" in source ? source.index : SPEECH;
    const found = new Map<string, Found>();
    for (const shown of videos) found.set(shown.video, await reader.indexed(request, shown, index, work));
    return found;
  };

  const decide = async (
    request: SubtitleRequest,
    videos: readonly ShownVideo[],
    work: Work,
  ): Promise<{ readonly planned: PlannedSubtitles; readonly warnings: readonly string[] }> => {
    const { source, path, translateFrom, ...facts } = request;
    const transcript = source === "transcript" && translateFrom === null && !facts.forced;
    const planned = { ...facts, characteristics: transcript ? [SPOKEN_DIALOGUE] : [] };
    if (typeof source === "object" && "timeline" in source) {
      // A stream plays while all of its videos are there: the text goes with the first.
      const at = { version: videos[0]?.version ?? "", path: `${path}.source.timeline` };
      const timeline = await reader.supplied(request, source.timeline, at, work);
      return { planned: { ...planned, texts: { timeline } }, warnings: [] };
    }
    const found = [...(await readVideos(request, videos, work))];
    const ids = found.flatMap(([video, text]) => ("id" in text ? [[video, text.id] as const] : []));
    const missing = found.flatMap(([video, text]) =>
      "missing" in text ? [`${video} (${text.missing})`] : [],
    );
    const list = listed(missing);
    if (ids.length === 0) {
      const message = `${path}: no video of the timeline has text in ${facts.language}: ${list}.`;
      throw new CutstreamError("no_subtitles", message, { path });
    }
    const warning = `Some videos are without the subtitles ${facts.name}: ${list}.`;
    return {
      planned: { ...planned, texts: { videos: Object.fromEntries(ids) } },
      warnings: missing.length > 0 ? [warning] : [],
    };
  };

  const decideAll = async (
    inputs: readonly SubtitleInput[],
    shown: readonly ShownVideo[],
    work: Work,
  ): Promise<PreparedSubtitles> => {
    const requests = checkSubtitles(inputs);
    const videos = [...new Map(shown.map(({ video, version }) => [video, { video, version }])).values()];
    const subtitles: PlannedSubtitles[] = [];
    const warnings: string[] = [];
    for (const request of requests) {
      const decided = await decide(request, videos, work);
      subtitles.push(decided.planned);
      warnings.push(...decided.warnings);
    }
    return { subtitles, warnings };
  };

  return {
    async check(inputs, shown) {
      const seen = new Map<string, readonly TimedCue[]>();
      return { ...(await decideAll(inputs, shown, { store: false, seen })), texts: seen };
    },
    prepare: (inputs, shown) => decideAll(inputs, shown, { store: true, seen: new Map() }),
  };
}

function listed(items: readonly string[]): string {
  const more = items.length - NAMED;
  return items.slice(0, NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
