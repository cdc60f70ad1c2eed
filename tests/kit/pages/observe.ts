import { CODE_COLUMNS, CODE_ROWS, readFrameCodeStrip, STRIP_HEIGHT } from "../frame-code.ts";
import { type Observation, type ObservedFrame, STALL_MS, type Watch } from "./observation.ts";

/** Watches one video element. */
export interface Observer {
  readonly frames: readonly ObservedFrame[];
  /** Resolves with the next frame presented. */
  nextFrame(): Promise<ObservedFrame>;
  error(detail: string, fatal: boolean): void;
  observation(): Observation;
}

export interface ObserveOptions {
  /** Tells the audio context's time of a moment on the page's clock. */
  readonly audioTimeAt?: ((now: number) => number) | undefined;
  /** Whether the active cues go with each frame. Default false. */
  readonly cues?: boolean | undefined;
}

/**
 * Starts to watch. Cheap on purpose: a thousand pixels are read per frame, so that watching does not itself make the
 * browser drop frames.
 */
export function observe(
  video: HTMLVideoElement,
  watch: Watch,
  { audioTimeAt, cues = false }: ObserveOptions = {},
): Observer {
  const frames: ObservedFrame[] = [];
  const waiting: { time: number; at: number }[] = [];
  const stalls: { time: number; at: number; ms: number }[] = [];
  const errors: { fatal: boolean; detail: string }[] = [];
  const sizes: { width: number; height: number; time: number }[] = [];
  let listeners: ((frame: ObservedFrame) => void)[] = [];
  let previous: ObservedFrame | undefined;

  const onFrame = (now: number, seen: SeenFrame) => {
    const frame = {
      ...{ ...seen, now },
      ...(audioTimeAt ? { audioTime: audioTimeAt(now) } : {}),
      ...(cues ? { cues: shownCues(video, seen.mediaTime) } : {}),
    };
    frames.push(frame);
    if (previous && now - previous.now > STALL_MS) {
      stalls.push({ time: previous.mediaTime, at: previous.now, ms: now - previous.now });
    }
    previous = frame;
    const called = listeners;
    listeners = [];
    for (const listener of called) listener(frame);
  };
  if (watch === "callback") watchCallbacks(video, onFrame);
  else watchRefreshes(video, onFrame);

  // No frames are due while paused, and a seek takes the time it takes.
  for (const event of ["pause", "seeking", "ended"]) {
    video.addEventListener(event, () => {
      previous = undefined;
    });
  }
  video.addEventListener("waiting", () => waiting.push({ time: video.currentTime, at: performance.now() }));
  video.addEventListener("resize", () => {
    sizes.push({ width: video.videoWidth, height: video.videoHeight, time: video.currentTime });
  });
  const error = (detail: string, fatal: boolean) => errors.push({ detail, fatal });
  video.addEventListener("error", () =>
    error(`media error ${video.error?.code}: ${video.error?.message}`, true),
  );

  return {
    frames,
    nextFrame: () => new Promise((resolve) => listeners.push(resolve)),
    error,
    observation: () => ({
      ...{ frames, waiting, stalls, errors, sizes },
      duration: Number.isFinite(video.duration) ? video.duration : null,
      ended: video.ended,
      currentTime: video.currentTime,
      droppedFrames: video.getVideoPlaybackQuality().droppedVideoFrames,
    }),
  };
}

function shownCues({ textTracks }: HTMLVideoElement, time: number): NonNullable<ObservedFrame["cues"]> {
  const tracks = [...textTracks].filter(({ kind, mode }) => mode === "showing" && kind === "subtitles");
  const cues = tracks.flatMap((track) => [...(track.cues ?? [])]);
  const textsOf = (list: readonly TextTrackCue[]) => list.map((cue) => (cue as VTTCue).text);
  return {
    active: textsOf(tracks.flatMap((track) => [...(track.activeCues ?? [])])),
    due: textsOf(cues.filter(({ startTime, endTime }) => startTime <= time && endTime > time)),
  };
}

type SeenFrame = Omit<ObservedFrame, "now" | "audioTime" | "cues">;
type OnFrame = (now: number, seen: SeenFrame) => void;

function watchCallbacks(video: HTMLVideoElement, onFrame: OnFrame): void {
  const readCode = codeReader(video);
  const called = (now: number, { mediaTime, presentedFrames }: VideoFrameCallbackMetadata) => {
    video.requestVideoFrameCallback(called);
    onFrame(now, { mediaTime, presentedFrames, code: readCode() });
  };
  video.requestVideoFrameCallback(called);
}

function watchRefreshes(video: HTMLVideoElement, onFrame: OnFrame): void {
  const readCode = codeReader(video);
  let last: SeenFrame["code"] | undefined;
  let presentedFrames = 0;
  const refreshed = (now: number) => {
    requestAnimationFrame(refreshed);
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    const code = readCode();
    if (last !== undefined && code?.frame === last?.frame && code?.source === last?.source) return;
    last = code;
    onFrame(now, { mediaTime: video.currentTime, presentedFrames: ++presentedFrames, code });
  };
  requestAnimationFrame(refreshed);
}

/** Reads the code of the picture that the element shows now. */
export function codeReader(video: HTMLVideoElement): () => ObservedFrame["code"] {
  const width = CODE_COLUMNS * 4;
  const height = CODE_ROWS * 4;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
  if (!context) throw new Error("no canvas");
  context.imageSmoothingEnabled = false;
  const luma = new Uint8Array(width * height);
  return () => {
    context.drawImage(video, 0, 0, video.videoWidth, video.videoHeight * STRIP_HEIGHT, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    // The strip is grey: green is as good as luma.
    for (let i = 0; i < luma.length; i++) luma[i] = data[4 * i + 1] ?? 0;
    return readFrameCodeStrip(luma, width, height) ?? null;
  };
}
