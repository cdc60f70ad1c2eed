import {
  copiedRuns,
  cutRange,
  headPieceAfter,
  joinSamples,
  samplesBetween,
  type VideoSamples,
  type VideoTrack,
} from "@cutstream/media";
import type { HeadId } from "../../library/condition-frames.ts";
import type { ReadSamples, SampleReader } from "../../library/sample-reader.ts";
import type { Allocate } from "../../seams/allocate.ts";
import type { VideoPath } from "../address/media-path.ts";
import type { Heads } from "../encoding/heads.ts";

/** Samples of a cut. */
export interface CutFrames extends ReadSamples {
  /** Whether the sample at a place was conditioned: it uses another parameter set than the source's own. */
  conditioned(place: number): boolean;
}

/** Puts cuts together: what can be copied, and around it what was conditioned, made where nobody has made it yet. */
export interface Cuts {
  /** What a cut holds, without its bytes: reads no media but heads. Throws as {@link read}. */
  describe(track: VideoTrack, path: VideoPath): Promise<VideoSamples>;
  /**
   * @param allocate gives memory for what has to be read.
   * @throws CutstreamError `encoder_busy`, `encoder_failed`, `encoder_missing`, `storage_failed`
   */
  read(track: VideoTrack, path: VideoPath, allocate: Allocate): Promise<CutFrames>;
}

export function createCuts(samples: SampleReader, heads: Heads): Cuts {
  return {
    async describe(track, { version, from, to }) {
      const { head, copy, tail } = cutRange(track, from, to);
      const [first, last] = await Promise.all([
        head && heads.get({ version, track, ...head }),
        tail && heads.get({ version, track, ...tail }),
      ]);
      const copied = copy && copiedRuns(track, copy).map((run) => samplesBetween(track, run.from, run.to));
      return joinSamples([first, ...(copied ?? []), last].filter((part) => part !== null));
    },

    async read(track, { version, ...range }, allocate) {
      const { head, copy, tail } = cutRange(track, range.from, range.to);
      if (head) anticipate({ version, track, ...head }, heads);
      const [first, copied, last] = await Promise.all([
        head && heads.get({ version, track, ...head }),
        copy && samples.video(version, track, copiedRuns(track, copy), allocate),
        tail && heads.get({ version, track, ...tail }),
      ]);
      const parts = [first, copied, last].filter((part) => part !== null);
      const from = first?.sizes.length ?? 0;
      const to = from + (copied?.sizes.length ?? 0);
      return {
        ...joinSamples(parts),
        data: parts.flatMap(({ data }) => data),
        conditioned: (place) => place < from || place >= to,
      };
    },
  };
}

/** Has the piece made that follows a piece of a head: whoever asks for this one asks for that one next. */
function anticipate({ version, track, to }: HeadId, heads: Heads): void {
  const next = headPieceAfter(track, to);
  // whoever asks for it gets the outcome, errors included
  if (next) heads.prepare({ version, track, ...next }).catch(() => undefined);
}
