import { FLICKS_PER_SECOND, type FrameRange, flicksToSeconds, formatRational } from "@cutstream/media";
import type { IndexMomentView, RetrievedMoment, RetrieveRequest, WhyView } from "../api/memory.ts";
import { type Library, mainTrack } from "../library/library.ts";
import type { MomentRow } from "../moments/moment.ts";
import type { Catalog, VideoRow } from "../seams/catalog.ts";
import type { MomentStore } from "../seams/moment-store.ts";
import { SUBJECTS } from "../subjects/subject.ts";
import { type FrameGrid, framesOf, pad, snap } from "./edges.ts";
import type { AnsweredMoment, FoundMoment } from "./retrieve.ts";
import { belongTogether, type Stretch } from "./spans.ts";

/** Addresses of what a moment plays as; nothing is made when they are given. */
export interface MomentUrls {
  stream(video: VideoRow, frames: FrameRange): { readonly url: string; readonly playerUrl: string };
  thumbnail(version: string, frame: number): string;
}

export interface ShowParts {
  readonly catalog: Catalog;
  readonly library: Library;
  readonly store: MomentStore;
  readonly urls: MomentUrls;
}

/** Names of the indexes whose moments are the units that edges are moved to. */
const UNITS = { shot: "shots", sentence: "speech" } as const;

/** Shows moments as callers see them: with their edges as asked for, what is known of them, and where they play. */
export function createShow({ catalog, library, store, urls }: ShowParts) {
  return async (answers: readonly AnsweredMoment[], request: RetrieveRequest): Promise<RetrievedMoment[]> => {
    const videos = await catalog.videosById([...new Set(answers.map(({ moment }) => moment.video))]);
    const padded = answers.map(({ moment }) => padding(moment, request));
    const around = await store.overlapping(
      answers.map(({ moment }, n) => {
        const { start, end } = padded[n] ?? moment;
        return { video: moment.video, from: start, to: end };
      }),
    );
    const shown = await Promise.all(
      answers.map(async (answer, n) => {
        const video = videos.get(answer.moment.video);
        // deleted while it was looked for
        if (!video?.version) return undefined;
        const version = await library.version(video.version);
        const grid = { frameFlicks: mainTrack(version).frameFlicks, frameCount: version.manifest.frameCount };
        const neighbours = around[n] ?? [];
        const stretch = snapped(padded[n] ?? answer.moment, neighbours, request);
        const frames = framesOf(stretch, grid);
        return {
          ...view(answer, video, frames, grid),
          facts: factsAround(answer.moment, neighbours),
          ...urls.stream(video, frames),
          thumbnail: urls.thumbnail(
            version.id,
            framesOf(answer.moment, grid).from + middle(answer.moment, grid),
          ),
        };
      }),
    );
    return shown.filter((moment) => moment !== undefined);
  };
}

/** Frames from a moment's first to the one that stands for it: its middle shows more than its edge. */
function middle(moment: Stretch, grid: FrameGrid): number {
  const { from, to } = framesOf(moment, grid);
  return Math.floor((to - from) / 2);
}

function padding(moment: Stretch, { padding = 0 }: RetrieveRequest): Stretch {
  const { before = 0, after = 0 } =
    typeof padding === "number" ? { before: padding, after: padding } : padding;
  const { start, end } = pad(
    moment,
    Math.round(before * FLICKS_PER_SECOND),
    Math.round(after * FLICKS_PER_SECOND),
  );
  return { start: Math.max(0, start), end };
}

function snapped(stretch: Stretch, neighbours: readonly MomentRow[], request: RetrieveRequest): Stretch {
  if (!request.snap) return stretch;
  const unit = UNITS[request.snap];
  return snap(
    stretch,
    neighbours.filter(({ name }) => name === unit),
  );
}

function view(answer: AnsweredMoment, video: VideoRow, { from, to }: FrameRange, { frameFlicks }: FrameGrid) {
  const { moment, score } = answer;
  const exact = (frame: number) => formatRational({ num: frame * frameFlicks, den: FLICKS_PER_SECOND });
  return {
    id: moment.id,
    video: video.id,
    videoName: video.name,
    collection: video.collection,
    start: flicksToSeconds(from * frameFlicks),
    end: flicksToSeconds(to * frameFlicks),
    startFrame: from,
    endFrame: to,
    startExact: exact(from),
    endExact: exact(to),
    score: rounded(score?.total ?? 1),
    index: moment.name,
    text: moment.text,
    labels: moment.labels,
    metadata: moment.metadata,
    why: [answer, ...answer.same].flatMap(why),
  };
}

/** Less than this, an article in common, is no reason. */
const WORTH_TELLING = 0.01;

const rounded = (score: number): number => Math.round(score * 10_000) / 10_000;

function why({ moment, score, terms }: FoundMoment): WhyView[] {
  const index = moment.name;
  if (!score) return [{ by: "filter", index, score: 1 }];
  const reasons: WhyView[] = [];
  if (score.text >= WORTH_TELLING) reasons.push({ by: "text", index, score: rounded(score.text), terms });
  if (score.meaning >= WORTH_TELLING) reasons.push({ by: "meaning", index, score: rounded(score.meaning) });
  if (score.image >= WORTH_TELLING) reasons.push({ by: "image", index, score: rounded(score.image) });
  return reasons;
}

/** What other indexes say of the same stretch. */
function factsAround(moment: MomentRow, neighbours: readonly MomentRow[]): Record<string, IndexMomentView[]> {
  const facts: Record<string, IndexMomentView[]> = {};
  for (const other of neighbours) {
    if ([moment.name, SUBJECTS].includes(other.name) || !belongTogether(other, moment)) continue;
    facts[other.name] = [...(facts[other.name] ?? []), viewMoment(other)];
  }
  return facts;
}

/** A moment of an index as callers see it. */
export function viewMoment(moment: MomentRow): IndexMomentView {
  const { id, start, end, text, language, labels, metadata, detail } = moment;
  return {
    id,
    start: flicksToSeconds(start),
    end: flicksToSeconds(end),
    text,
    language,
    labels,
    metadata,
    detail,
  };
}
