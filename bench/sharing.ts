import { lowerBound, type VideoTrack } from "@cutstream/media";
import type { LibraryVersion } from "../packages/engine/src/library/library.ts";
import { formatMediaPath, type MediaPath } from "../packages/engine/src/stream/address/media-path.ts";
import { planTimeline } from "../packages/engine/src/stream/plan/plan.ts";
import { project } from "../packages/engine/src/stream/project/project.ts";
import { bindPlan } from "../packages/engine/src/stream/project/tracks.ts";
import { makeVersion } from "../packages/engine/src/testing/made-library.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";
import { seeded } from "./lib/statistics.ts";
import { SEED } from "./lib/timelines.ts";

const VIDEOS = 20;
const VIDEO_SECONDS = 600;
const MOMENTS = 500;
const FRAME_RATE = 30;

/**
 * How much viewers share: 1,000 viewers (300 without `--full`), each with a timeline of 8 to 20 moments of one
 * catalogue, watch all of it, one after the other, through a cache that keeps everything. The catalogue: 500 moments of
 * 3 to 12 s in 20 videos of ten minutes (30 frames a second, key frames every two seconds, chunks of two), which start
 * and end at any frame; the n-th most popular is chosen with a probability in proportion to 1/n (Zipf, s = 1), no
 * moment twice in a timeline. Measured is the share of segment requests, and of their bytes by the sample indexes, for
 * a URL that was asked for before. Nothing is fetched: the URLs are those of the playlists. Pictures are made up at
 * 2.4 Mbit/s, sound at 85 kbit/s.
 */
export const sharing: Benchmark = {
  name: "sharing",
  title: "Segment requests answered by a URL already requested",
  async run(full) {
    const random = seeded(SEED);
    const versions = makeCatalogue();
    const moments = makeMoments(versions, random);
    const viewers = full ? 1000 : 300;
    const video = new Tally();
    const audio = new Tally();
    for (let viewer = 0; viewer < viewers; viewer++) {
      const clips = chooseMoments(moments, 8 + Math.floor(random() * 13), random);
      const bound = bindPlan(planTimeline({ clips }, versions, { container: "fmp4" }), versions);
      const projection = project(bound.variants[0] ?? [], "default");
      for (const { path } of projection.video)
        video.request(path, trackOf(versions, path.version).bytesBetween(path.from, path.to));
      for (const { path } of projection.audio) {
        if (path.kind === "mix") throw new Error("These timelines have no music.");
        const offsets = versions.get(path.version)?.audio?.offsets;
        audio.request(path, (offsets?.[path.first + path.count] ?? 0) - (offsets?.[path.first] ?? 0));
      }
    }
    const both = Tally.sum(video, audio);
    return [
      { what: "viewers", value: viewers, unit: "" },
      { what: "segment requests", value: both.requests, unit: "" },
      ...video.describe("video"),
      ...audio.describe("audio"),
      ...both.describe("video and audio"),
    ];
  },
};

/** Counts requests, and those for what was requested before. */
class Tally {
  requests = 0;
  repeats = 0;
  bytes = 0;
  repeatedBytes = 0;
  readonly #seen = new Set<string>();

  request(path: MediaPath, bytes: number): void {
    const url = formatMediaPath(path);
    const repeated = this.#seen.has(url);
    this.#seen.add(url);
    this.requests++;
    this.bytes += bytes;
    if (repeated) this.repeats++;
    if (repeated) this.repeatedBytes += bytes;
  }

  static sum(...tallies: readonly Tally[]): Tally {
    const sum = new Tally();
    for (const { requests, repeats, bytes, repeatedBytes } of tallies) {
      sum.requests += requests;
      sum.repeats += repeats;
      sum.bytes += bytes;
      sum.repeatedBytes += repeatedBytes;
    }
    return sum;
  }

  describe(what: string): Measurement[] {
    return [
      { what: `${what}: requests shared`, value: (100 * this.repeats) / this.requests, unit: "%" },
      { what: `${what}: bytes shared`, value: (100 * this.repeatedBytes) / this.bytes, unit: "%" },
    ];
  }
}

interface Moment {
  readonly video: string;
  readonly from: number;
  readonly to: number;
}

function makeCatalogue(): ReadonlyMap<string, LibraryVersion> {
  const gops = Array<number>(VIDEO_SECONDS / 2).fill(2 * FRAME_RATE);
  const frameRate = { num: FRAME_RATE, den: 1 };
  const versions = Array.from({ length: VIDEOS }, (_, n) =>
    makeVersion({ n, gops, frameRate, chunkFrames: 2 * FRAME_RATE }),
  );
  return new Map(versions.map((version) => [version.id, version]));
}

function makeMoments(versions: ReadonlyMap<string, LibraryVersion>, random: () => number): Moment[] {
  const ids = [...versions.keys()];
  return Array.from({ length: MOMENTS }, (_, n) => {
    const length = Math.round((3 + 9 * random()) * FRAME_RATE);
    const from = Math.floor(random() * (VIDEO_SECONDS * FRAME_RATE - length));
    return { video: ids[n % ids.length] ?? "", from, to: from + length };
  });
}

/** Different moments, the popular ones first in `moments` and more often chosen. */
function chooseMoments(moments: readonly Moment[], count: number, random: () => number) {
  let total = 0;
  const upTo = moments.map((_, n) => {
    total += 1 / (n + 1);
    return total;
  });
  const chosen = new Set<Moment>();
  while (chosen.size < count) {
    const moment = moments[lowerBound(upTo, random() * total)];
    if (moment) chosen.add(moment);
  }
  return [...chosen].map(({ video, from, to }) => ({ video, start: { frame: from }, end: { frame: to } }));
}

function trackOf(versions: ReadonlyMap<string, LibraryVersion>, version: string): VideoTrack {
  const track = versions.get(version)?.video[0];
  if (!track) throw new Error(`There is no version ${version}.`);
  return track;
}
