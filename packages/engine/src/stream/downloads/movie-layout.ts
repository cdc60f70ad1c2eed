import {
  AAC_FRAME_SAMPLES,
  layOutMovie,
  type MovieLayout,
  type MovieTrack,
  mediaSegmentHeaderSize,
  type SampleChunk,
  VIDEO_TIMESCALE,
  videoSegmentHeaderSize,
  writeAudioSampleEntry,
  writeVideoSampleEntry,
} from "@cutstream/media";
import { SILENCE_VERSION } from "../../library/silence.ts";
import type { SoundPath, VideoPath } from "../address/media-path.ts";
import { CONTINUOUS_AUDIO_TIMESCALE, type ProjectedSegment, project } from "../project/project.ts";
import { soundSizes } from "../project/sound-frames.ts";
import type { BoundPlan, TrackSpan } from "../project/tracks.ts";
import type { SegmentSource } from "../segments/segments.ts";

/** What a movie file has in it: picture and sound, or sound alone. */
export type MovieContents = "video" | "audio";

/** Bytes `[start, end)` of a file, which are the samples of a segment: all of it after its header. */
export interface MoviePiece {
  readonly start: number;
  readonly end: number;
  readonly path: VideoPath | SoundPath;
  /** Bytes of the segment before its samples. */
  readonly header: number;
}

/** A plan as one progressive MP4 file: its beginning, and which segments' samples follow. */
export interface PlannedMovie {
  readonly head: Uint8Array;
  readonly pieces: readonly MoviePiece[];
  readonly size: number;
}

/** A track with the segments that its chunks are. */
interface Laid {
  readonly track: MovieTrack;
  readonly paths: readonly (VideoPath | SoundPath)[];
}

/**
 * Lays a plan out as an MP4 file of the very samples that its segments hold: nothing is encoded for it, and cuts are
 * where they are in the stream. The tallest variant; sound starts with the picture.
 * @param source says what segments hold, and what decoders need for them.
 */
export async function layOutPlan(
  { variants }: BoundPlan,
  contents: MovieContents,
  { describe, describeMix, configuration }: Pick<SegmentSource, "describe" | "describeMix" | "configuration">,
): Promise<PlannedMovie> {
  const spans = variants[0] ?? [];
  // With one source its own parameter sets do; where they change, samples bring them along.
  const sources = new Set(spans.map(({ version }) => version)).size;
  const { video, audio } = project(spans, sources > 1 ? "continuous" : "default");
  const sound = await layAudio(spans, audio, describeMix);
  const laid =
    contents === "audio" ? [sound] : [await layVideo(spans, video, { describe, configuration }), sound];
  return pieceTogether(layOutMovie(laid.map(({ track }) => track)), laid);
}

async function layVideo(
  spans: readonly TrackSpan[],
  segments: readonly ProjectedSegment<VideoPath>[],
  { describe, configuration }: Pick<SegmentSource, "describe" | "configuration">,
): Promise<Laid> {
  const inits = new Map(segments.flatMap(({ path, init }) => (init ? [[path.version, init] as const] : [])));
  const versions = [...inits.keys()];
  const configurations = await Promise.all([...inits.values()].map(configuration));
  const chunks: SampleChunk[] = [];
  for (const { path } of segments) {
    const { frameTicks } = indexOf(spans, path.version);
    const { frames, sizes, sync } = await describe(path);
    const compositionOffsets = frames.map((frame, place) => (frame - path.from - place) * frameTicks);
    const entry = versions.indexOf(path.version);
    chunks.push({ entry, sizes, sync, duration: frameTicks, compositionOffsets });
  }
  const type = versions.length > 1 ? "avc3" : "avc1";
  const tallest = configurations.reduce((a, b) => (b.height > a.height ? b : a));
  const track: MovieTrack = {
    handler: "vide",
    timescale: VIDEO_TIMESCALE,
    width: tallest.width,
    height: tallest.height,
    sampleEntries: configurations.map(({ width, height, avcC }) =>
      writeVideoSampleEntry({ type, width, height, avcC }),
    ),
    chunks,
  };
  return { track, paths: segments.map(({ path }) => path) };
}

function indexOf(spans: readonly TrackSpan[], version: string) {
  const span = spans.find((span) => span.version === version);
  if (!span) throw new RangeError(`No span plays version ${version}.`);
  return span.video.index;
}

async function layAudio(
  spans: readonly TrackSpan[],
  segments: readonly ProjectedSegment<SoundPath>[],
  describeMix: SegmentSource["describeMix"],
): Promise<Laid> {
  const tracks = [...new Map(spans.map(({ audioVersion, audio }) => [audioVersion, audio]))];
  const rates = [...new Set(tracks.map(([, { index }]) => index.sampleRate))];
  const timescale = rates.length > 1 ? CONTINUOUS_AUDIO_TIMESCALE : (rates[0] ?? CONTINUOUS_AUDIO_TIMESCALE);
  const chunks: SampleChunk[] = [];
  for (const { path } of segments) {
    const heard = path.kind === "mix" ? SILENCE_VERSION : path.version;
    const entry = tracks.findIndex(([version]) => version === heard);
    const audio = tracks[entry]?.[1];
    if (!audio) throw new RangeError(`No span plays the sound of version ${heard}.`);
    const duration = (AAC_FRAME_SAMPLES * timescale) / audio.index.sampleRate;
    const sizes = path.kind === "mix" ? await describeMix(path) : soundSizes(audio, path);
    chunks.push({ entry, sizes, duration });
  }
  const sampleEntries = tracks.map(([, { index }]) => writeAudioSampleEntry(index));
  return {
    track: { handler: "soun", timescale, width: 0, height: 0, sampleEntries, chunks },
    paths: segments.map(({ path }) => path),
  };
}

function pieceTogether({ head, places, size }: MovieLayout, laid: readonly Laid[]): PlannedMovie {
  const pieces = places.map(({ track, chunk, offset, size }): MoviePiece => {
    const path = laid[track]?.paths[chunk];
    const samples = laid[track]?.track.chunks[chunk];
    if (!path || !samples) throw new RangeError(`Track ${track} has no chunk ${chunk}.`);
    return { start: offset, end: offset + size, path, header: headerSizeOf(path, samples) };
  });
  return { head, pieces, size };
}

function headerSizeOf(path: VideoPath | SoundPath, { sizes }: SampleChunk): number {
  return path.kind === "video"
    ? videoSegmentHeaderSize(sizes.length)
    : mediaSegmentHeaderSize({ sampleCount: sizes.length });
}
