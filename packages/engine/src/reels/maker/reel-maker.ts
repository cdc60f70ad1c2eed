import type { Cadence } from "../../api/cadences.ts";
import type { ClipIndex } from "../../api/clip-index.ts";
import type { Assignment } from "../../api/experiments.ts";
import type { Ranking, RankingService } from "../../api/ranking.ts";
import type { StreamView } from "../../api/streams.ts";
import type { TimelineInput } from "../../api/timeline.ts";
import type { ViewerReelRequest } from "../../api/viewer-reels.ts";
import { CutstreamError } from "../../errors.ts";
import type { CadenceRow, Catalog, ReelRow, StreamRow } from "../../seams/catalog.ts";
import { checkUser } from "../../stream/address/stream-url.ts";
import type { PublishedStreams } from "../../stream/published/streams.ts";
import { cadenceOf, missing } from "../cadence/cadences.ts";
import { type Layout, layout } from "../layout/layout.ts";
import type { PreparedCuts } from "../prepared-cuts.ts";
import { placeSlots } from "./place-slots.ts";
import type { ReelBook } from "./reel-book.ts";
import { encodeReel, type ReelRecord } from "./reel-record.ts";

/** What reels are made with. */
export interface ReelMakerParts {
  readonly catalog: Pick<Catalog, "cadence">;
  /** Index of a mega asset, of its stable version where none is named. */
  readonly clipIndex: (mega: string, version?: number) => Promise<ClipIndex>;
  /** Where clips of an index can be cut without waiting for an encoder. */
  readonly cutsOf: (index: ClipIndex) => Promise<PreparedCuts>;
  readonly rank: RankingService["rank"];
  /** What an experiment changes for a viewer. */
  readonly assign: (viewer: string) => Assignment | Promise<Assignment>;
  readonly publish: PublishedStreams["publish"];
  readonly book: ReelBook;
  readonly now: () => number;
}

/** What a reel is made of, before anything is ranked: all of it is from these. */
export interface ReelSources {
  readonly viewer: string;
  readonly row: CadenceRow;
  readonly index: ClipIndex;
  readonly assignment: Assignment;
  readonly notes: readonly string[];
}

/** A reel, published. */
export interface MadeReel {
  readonly stream: StreamView;
  readonly record: ReelRecord;
}

/** Makes reels: looks up what they are made of, ranks, lays out and publishes. */
export interface ReelMaker {
  /** @throws CutstreamError `invalid_request`, `cadence_not_found`, `mega_asset_not_found` */
  sources(request: ViewerReelRequest): Promise<ReelSources>;
  /** @throws CutstreamError `reel_empty`, and those of `publish` */
  make(sources: ReelSources, request: ViewerReelRequest): Promise<MadeReel>;
}

/** Titles ranked for each that the cadence may show: some of them have no clip for their slot. */
const SPARE = 4;
const FEWEST_RANKED = 100;
/** A ranking takes no more. */
const MOST_RANKED = 10_000;

/** Opens the maker. */
export function createReelMaker(parts: ReelMakerParts): ReelMaker {
  const { catalog, rank, publish, book, now } = parts;

  /** Ranks a few more titles than slots, and all only where those turn out not to do. */
  const rankAndLay = async (
    { viewer, row, index, assignment }: ReelSources,
    { context }: ViewerReelRequest,
    seed: string,
  ): Promise<{ answer: Ranking; laid: Layout }> => {
    const { weights, clipTypes } = assignment.overrides;
    const cadence = cadenceOf(row);
    const cuts = await parts.cutsOf(index);
    const ranked = (limit: number): Promise<Ranking> =>
      rank({
        ...{ viewer, titles: index.titles, limit, now: now() },
        ...(context && { context }),
        ...(weights && { weights }),
        ...(assignment.holdout && { learned: false }),
      });
    const lay = (answer: Ranking): Layout =>
      layout({
        ...{ ranking: answer.titles, cadence, index, seed, cuts },
        ...(clipTypes && { only: clipTypes }),
      });
    const all = Math.min(MOST_RANKED, Math.max(1, index.titles.length));
    const limit = Math.min(all, Math.max(FEWEST_RANKED, SPARE * slotsExpected(cadence, index)));
    const answer = await ranked(limit);
    const laid = tryLayout(() => lay(answer), limit < all);
    if (laid && !(laid.usedUp && limit < all)) return { answer, laid };
    const whole = await ranked(all);
    return { answer: whole, laid: lay(whole) };
  };

  return {
    async sources(request) {
      const viewer = checkUser(request.viewer, "viewer");
      const assignment = await parts.assign(viewer);
      const other = assignment.overrides.cadence;
      const override = other === undefined ? undefined : await catalog.cadence(other);
      const row = override ?? (await catalog.cadence(request.cadence)) ?? missing(request.cadence);
      const mega = request.mega ?? cadenceOf(row).mega;
      if (mega === undefined) {
        const message = `Neither the request nor cadence ${row.id} names a mega asset.`;
        throw new CutstreamError("invalid_request", message, { path: "mega" });
      }
      const index = await parts.clipIndex(mega, request.version);
      const gone = other !== undefined && !override;
      const notes = gone ? [`The arm's cadence ${other} is not there: ${row.id} as for everybody.`] : [];
      return { viewer, row, index, assignment, notes };
    },

    async make(sources, request) {
      const { viewer, row, index, assignment } = sources;
      const seed = String(request.seed ?? `${viewer}\n${row.id}`);
      const { answer, laid } = await rankAndLay(sources, request, seed);
      const cadence = cadenceOf(row);
      let record: ReelRecord | undefined;
      let kept: ReelRow | undefined;
      const keep = (stream: StreamRow, clips: Parameters<typeof placeSlots>[1]): ReelRow => {
        record = {
          viewer,
          cadence: { id: row.id, revision: row.revision },
          ...{ mega: index.mega, version: index.version, video: index.video, frameRate: index.frameRate },
          seed,
          rankedBy: answer.by,
          experiment: assignment.experiment ?? null,
          arm: assignment.arm ?? null,
          holdout: assignment.holdout,
          music: cadence.music ? (cadence.music.video ?? index.video) : null,
          asked: laid.asked,
          slots: placeSlots(laid.slots, clips),
          notes: [...sources.notes, ...answer.notes, ...laid.notes],
        };
        const { mega, version } = index;
        const { id, createdAt } = stream;
        kept = { stream: id, viewer, cadence: row.id, mega, version, record: encodeReel(record), createdAt };
        return kept;
      };
      const stream = await publish(
        {
          timeline: timelineOf(laid, index, cadence),
          user: viewer,
          name: cadence.name ?? row.id,
          ...(request.ttl !== undefined && { ttl: request.ttl }),
        },
        (published, { clips }) => keep(published, clips),
      );
      if (!record || !kept) throw new RangeError(`Stream ${stream.id} was published without its reel.`);
      book.add(kept, record);
      return { stream, record };
    },
  };
}

function timelineOf({ slots }: Layout, { video }: ClipIndex, { music }: Cadence): TimelineInput {
  const clips = slots.map(({ frames }) => ({
    video,
    start: { frame: frames.first },
    end: { frame: frames.end },
  }));
  return { clips, ...(music && { music: { ...music, video: music.video ?? video } }) };
}

/** Slots that a reel has at most, about: as many as of the shortest clips go into it. */
function slotsExpected({ length }: Cadence, { clipTypes, frameRate }: ClipIndex): number {
  const [num = 0, den = 1] = frameRate.split("/").map(Number);
  const frames = typeof length === "object" ? length.frames : (secondsOf(length) * num) / den;
  return Math.ceil(frames / Math.max(1, Math.min(...clipTypes.values())));
}

/** Near enough to count titles by. */
function secondsOf(length: number | string): number {
  const [num = 0, den = 1] = String(length).split("/").map(Number);
  return num / den;
}

/** @param retry whether there is more to try with, so that nothing that fits is no failure yet. */
function tryLayout(lay: () => Layout, retry: boolean): Layout | undefined {
  try {
    return lay();
  } catch (error) {
    if (retry && error instanceof CutstreamError && error.code === "reel_empty") return undefined;
    throw error;
  }
}
