import {
  concatBytes,
  decodingRuns,
  type FrameRange,
  type SampleRun,
  type VideoTrack,
  videoSegmentHeader,
} from "@cutstream/media";
import { readDecodable } from "../library/decodable.ts";
import { type EncodedRun, readEncoded } from "../library/encoded-run.ts";
import type { SampleReader } from "../library/sample-reader.ts";
import type { Painter } from "../seams/painter.ts";
import type { Transcoder, Urgency } from "../seams/transcoder.ts";
import { paintLayers } from "./paint-layers.ts";
import { colourMatrix, renderSettings } from "./render-settings.ts";
import type { Transform } from "./transform.ts";

export interface RenderFrames extends FrameRange {
  readonly version: string;
  readonly track: VideoTrack;
  readonly transform: Transform;
  readonly samples: SampleReader;
  readonly transcoder: Transcoder;
  readonly painter: Painter;
  /** Bytes of an image, by their SHA-256. */
  readonly imageOf: (hash: string) => Promise<Uint8Array>;
  readonly urgency: Urgency;
  readonly signal: AbortSignal;
}

/**
 * Encodes frames `[from, to)` with a transform applied: one IDR picture and what follows it, whatever key frames the
 * source has among them.
 * @returns the run; the same as a media segment with the source's timestamps; and the parameter sets that it uses.
 * @throws CutstreamError `encoder_failed`, `encoder_missing`, `cancelled`, `invalid_image`, `image_reader_missing`
 */
export async function renderFrames(
  request: RenderFrames,
): Promise<{ readonly segment: Uint8Array; readonly encoded: EncodedRun; readonly avcC: Uint8Array }> {
  const { version, track, from, to, transform, samples, transcoder, painter, imageOf } = request;
  const { width, height, picture } = transform;
  const [{ media, frames }, painted] = await Promise.all([
    readDecodable(version, track, runsOf(track, { from, to }), samples),
    paintLayers(transform, to - from, painter, imageOf),
  ]);
  const encoded = await transcoder.render({
    media,
    first: frames.filter((frame) => frame < from).length,
    count: to - from,
    settings: renderSettings(track, transform),
    ...{ width, height, picture },
    laid: painted && { ...painted.box, pictures: painted.pictures },
    matrix: colourMatrix(track),
    urgency: request.urgency,
    signal: request.signal,
  });
  const { run, avcC } = readEncoded(encoded, { from, to });
  const segment = concatBytes([videoSegmentHeader(track.index.frameTicks, from, run), run.data]);
  return { segment, encoded: run, avcC };
}

/** The samples that a decoder needs to show frames of one GOP or several. */
function runsOf(track: VideoTrack, { from, to }: FrameRange): SampleRun[] {
  const runs: SampleRun[] = [];
  for (let at = from; at < to; ) {
    const end = Math.min(to, track.keyAtOrAfter(at + 1));
    runs.push(...decodingRuns(track, { from: at, to: end }));
    at = end;
  }
  return runs;
}
