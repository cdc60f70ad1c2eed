import {
  type AudioIndex,
  FragmentStream,
  type FrameRate,
  type InitSegment,
  type InitTrack,
  MediaFormatError,
  type StreamTrackFragment,
  ticksPerFrame,
  VIDEO_TIMESCALE,
  type VideoIndex,
} from "@cutstream/media";
import { CutstreamError } from "../errors.ts";
import { keys } from "../library/keys.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { NormaliseRequest, Transcoder } from "../seams/transcoder.ts";
import { AudioCollector } from "./audio-collector.ts";
import { VideoCollector } from "./video-collector.ts";

/** What a pass over a source left behind: chunks in the blob store, and the indexes of them. */
export interface IndexedTracks {
  readonly video: VideoIndex;
  readonly audio: AudioIndex | null;
}

export interface IndexTracksRequest {
  readonly version: string;
  readonly normalise: NormaliseRequest;
  readonly frameRate: FrameRate;
  /** Name of the video rendition, given its height. */
  readonly nameVideo: (height: number) => string;
  readonly longestGop: number;
}

const AUDIO_RENDITION = "a0";

/**
 * Runs a source through the transcoder and stores what comes out as chunks. Holds a chunk or two in memory, however
 * long the source is.
 * @throws NotCopyable, CutstreamError `encoder_failed`, `source_unreadable`, `storage_full`, `cancelled`
 */
export async function indexTracks(
  request: IndexTracksRequest,
  transcoder: Transcoder,
  blobs: BlobStore,
): Promise<IndexedTracks> {
  const { version, normalise } = request;
  const stream = new FragmentStream({ reuse: true });
  let collectors: Collectors | undefined;
  for await (const bytes of transcoder.normalise(normalise)) {
    for (const event of reading(() => stream.push(bytes))) {
      if (event.type === "init") collectors = await openCollectors(event.init, request, blobs);
      else if (collectors)
        for (const track of event.tracks) await collectors.byTrack.get(track.trackId)?.push(track);
    }
  }
  reading(() => stream.end());
  if (!collectors)
    throw new CutstreamError("source_unreadable", "ffmpeg found nothing to play in the source.");
  const video = await collectors.video.finish();
  const { origin } = collectors.video;
  const rate = collectors.audioTimescale;
  const audio = (await collectors.audio?.finish((origin * rate) / VIDEO_TIMESCALE)) ?? null;
  // A rung of a ladder is made without sound: that of its version stays.
  if (audio === null && collectors.audio) await blobs.deletePrefix(keys.rendition(version, AUDIO_RENDITION));
  return { video, audio };
}

interface Collectors {
  readonly video: VideoCollector;
  readonly audio: AudioCollector | undefined;
  readonly audioTimescale: number;
  readonly byTrack: ReadonlyMap<number, { push(track: StreamTrackFragment): Promise<void> }>;
}

async function openCollectors(
  init: InitSegment,
  request: IndexTracksRequest,
  blobs: BlobStore,
): Promise<Collectors> {
  const { version, frameRate } = request;
  const picture = init.tracks.find(({ handler }) => handler === "vide");
  const sound = init.tracks.find(({ handler }) => handler === "soun");
  const frameTicks = ticksPerFrame(frameRate);
  if (!picture?.avcC || frameTicks === undefined) {
    throw new CutstreamError("encoder_failed", "ffmpeg's output has no H.264 track that can be cut.");
  }
  const { width = 0, height = 0, avcC } = picture;
  const rendition = request.nameVideo(height);
  const store = (name: string) => async (chunk: number, bytes: Uint8Array) =>
    blobs.put(keys.chunk(version, name, chunk), bytes);
  await blobs.deletePrefix(keys.rendition(version, rendition));
  if (sound) await blobs.deletePrefix(keys.rendition(version, AUDIO_RENDITION));
  const { longestGop } = request;
  const video = new VideoCollector({
    rendition,
    frameRate,
    frameTicks,
    avcC,
    width,
    height,
    longestGop,
    store: store(rendition),
  });
  const audio =
    sound?.audioConfig &&
    new AudioCollector({
      rendition: AUDIO_RENDITION,
      config: sound.audioConfig,
      store: store(AUDIO_RENDITION),
    });
  const byTrack = new Map<number, VideoCollector | AudioCollector>([[picture.id, video]]);
  if (sound && audio) byTrack.set(sound.id, audio);
  return { video, audio, audioTimescale: timescaleOf(sound), byTrack };
}

const timescaleOf = (track: InitTrack | undefined): number => track?.timescale ?? 1;

/** What ffmpeg writes is ours to understand: failing to is a failure of the encoder, not of the source. */
function reading<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof MediaFormatError)
      throw new CutstreamError("encoder_failed", `ffmpeg's output makes no sense: ${error.message}.`, {
        cause: error,
      });
    throw error;
  }
}
