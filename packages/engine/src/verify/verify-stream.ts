import { flicksToSeconds } from "@cutstream/media";
import type { PlannedClipView, StreamView } from "../api/streams.ts";
import type { VideoView } from "../api/videos.ts";
import { CutstreamError } from "../errors.ts";
import type { Transcoder } from "../seams/transcoder.ts";
import { matchPicture, type PictureMatch } from "./compare-pictures.ts";
import { matchSound } from "./compare-sound.ts";
import { download, type Fetch, openPresentation, type Stretch } from "./hls-client.ts";
import { decodeMono, openReference, PICTURE, SOUND_RATE, type SourceReference } from "./source-reference.ts";

/** What was found of one stretch of a stream: a clip, or clips that follow one another in their source. */
export interface VerifiedSpan {
  readonly video: string;
  /** Frames asked for. */
  readonly startFrame: number;
  /** Exclusive. */
  readonly endFrame: number;
  /** Pictures that the stream shows. */
  readonly shown: number;
  readonly first: PictureMatch | undefined;
  readonly last: PictureMatch | undefined;
  /** Seconds by which sound comes late against picture; undefined where the clip is silent or too short to tell. */
  readonly soundOffset: number | undefined;
  readonly ok: boolean;
}

export interface VerifyReport {
  readonly spans: readonly VerifiedSpan[];
  /** Seconds that the audio playlist is longer than the video playlist. */
  readonly lengthDifference: number;
  readonly ok: boolean;
}

export interface VerifyRequest {
  readonly stream: Pick<StreamView, "url" | "plan">;
  readonly video: (id: string) => Promise<Pick<VideoView, "frameRate" | "streamUrl" | "hasAudio">>;
  readonly fetch: Fetch;
  readonly transcoder: Transcoder;
  readonly onProgress?: (done: number, total: number) => void;
  /** Whether other sound is under the clips, which is not to be compared with theirs. Default false. */
  readonly music?: boolean;
}

/** Frames on either side of a cut that a picture is compared with. */
const NEIGHBOURS = 12;
/** Sound may be off by half an AAC frame at 44.1 kHz, and the comparison by a sample. */
const SOUND_TOLERANCE = 1024 / 2 / 44_100 + 1 / SOUND_RATE;
/** Seconds of sound compared, the least that can be told, and how far around it is searched. */
const SOUND_WINDOW = 1.5;
const SHORTEST_SOUND = 0.15;
const SOUND_SEARCH = 0.2;
const SAME_SOUND = 0.6;

/**
 * Proves a stream: plays it as an HLS client, decodes it, and holds every cut against the frames and the sound of the
 * uncut source.
 * @throws CutstreamError `verification_failed` where the stream is not made of the stretches that its plan names.
 */
export async function verifyStream(request: VerifyRequest): Promise<VerifyReport> {
  const { stream, fetch, onProgress } = request;
  const presentation = await openPresentation(stream.url, fetch);
  const expected = mergeClips(stream.plan.clips);
  if (presentation.video.length !== expected.length) {
    const message = `The stream has ${presentation.video.length} stretches, its plan ${expected.length}.`;
    throw new CutstreamError("verification_failed", message);
  }
  const references = new Map<string, Promise<SourceReference>>();
  const spans: VerifiedSpan[] = [];
  let videoTime = 0;
  let audioTime = 0;
  for (const [n, clip] of expected.entries()) {
    const [video = [], audio = []] = [presentation.video[n], presentation.audio?.[n]];
    const source = await request.video(clip.video);
    const rate = frameRateOf(source.frameRate);
    const reference =
      references.get(clip.video) ?? openReference(source.streamUrl ?? "", rate, fetch, request.transcoder);
    references.set(clip.video, reference);
    const lead = audioTime - videoTime;
    spans.push(
      await verifySpan({
        clip,
        video,
        audio: source.hasAudio && !request.music ? audio : [],
        lead,
        rate,
        reference: await reference,
        request,
      }),
    );
    videoTime += length(video);
    audioTime += length(audio);
    onProgress?.(n + 1, expected.length);
  }
  const lengthDifference = presentation.audio ? audioTime - videoTime : 0;
  return {
    spans,
    lengthDifference,
    ok: spans.every(({ ok }) => ok) && Math.abs(lengthDifference) <= 2 * SOUND_TOLERANCE,
  };
}

interface SpanRequest {
  readonly clip: ExpectedSpan;
  readonly video: Stretch;
  readonly audio: Stretch;
  /** Seconds of sound laid out before this stretch, minus seconds of picture. */
  readonly lead: number;
  readonly rate: number;
  readonly reference: SourceReference;
  readonly request: VerifyRequest;
}

async function verifySpan({
  clip,
  video,
  audio,
  lead,
  rate,
  reference,
  request,
}: SpanRequest): Promise<VerifiedSpan> {
  const { fetch, transcoder } = request;
  const { startFrame, endFrame } = clip;
  const pictures = await Array.fromAsync(
    transcoder.decodePictures({ media: await download(video, fetch), ...PICTURE }),
  );
  const match = async (picture: Uint8Array | undefined, frame: number) =>
    picture &&
    matchPicture(picture, frame, await reference.pictures(frame - NEIGHBOURS, frame + NEIGHBOURS + 1));
  const first = await match(pictures[0], startFrame);
  const last = await match(pictures.at(-1), endFrame - 1);
  const soundOffset = await measureSound(audio, startFrame / rate + lead, reference, request);
  const exact = pictures.length === endFrame - startFrame && first?.error === 0 && last?.error === 0;
  const inTime = soundOffset === undefined || Math.abs(soundOffset) <= SOUND_TOLERANCE;
  return { ...clip, shown: pictures.length, first, last, soundOffset, ok: exact && inTime };
}

/** @param wanted source time, in seconds, that should sound at the start of the stretch. */
async function measureSound(
  audio: Stretch,
  wanted: number,
  reference: SourceReference,
  { fetch, transcoder }: VerifyRequest,
): Promise<number | undefined> {
  const duration = length(audio);
  if (duration < SHORTEST_SOUND) return undefined;
  const samples = await decodeMono(await download(audio, fetch), transcoder);
  const window = Math.min(SOUND_WINDOW, duration * 0.8);
  const skipped = Math.round(((duration - window) / 2) * SOUND_RATE);
  const piece = samples.subarray(skipped, skipped + Math.round(window * SOUND_RATE));
  const at = wanted + skipped / SOUND_RATE;
  const source = await reference.sound(at - SOUND_SEARCH, at + window + SOUND_SEARCH);
  if (!source) return undefined;
  const from = Math.max(0, Math.round((at - SOUND_SEARCH - source.start) * SOUND_RATE));
  const around = source.samples.subarray(
    from,
    from + piece.length + Math.round(2 * SOUND_SEARCH * SOUND_RATE),
  );
  const found = matchSound(piece, around);
  if (!found || found.correlation < SAME_SOUND) return undefined;
  return at - (source.start + (from + found.offset) / SOUND_RATE);
}

type ExpectedSpan = Pick<PlannedClipView, "video" | "startFrame" | "endFrame">;

/** Clips that follow one another in one source are one stretch. */
function mergeClips(clips: readonly PlannedClipView[]): ExpectedSpan[] {
  const spans: { video: string; startFrame: number; endFrame: number }[] = [];
  for (const [n, { video, startFrame, endFrame, ad }] of clips.entries()) {
    const last = spans.at(-1);
    const apart = ad !== undefined || clips[n - 1]?.ad !== undefined;
    if (!apart && last?.video === video && last.endFrame === startFrame) last.endFrame = endFrame;
    else spans.push({ video, startFrame, endFrame });
  }
  return spans;
}

const length = (segments: Stretch): number =>
  flicksToSeconds(segments.reduce((sum, { duration }) => sum + duration, 0));

function frameRateOf(text: string | null): number {
  const [num = 0, den = 1] = (text ?? "").split("/").map(Number);
  return num / den;
}
