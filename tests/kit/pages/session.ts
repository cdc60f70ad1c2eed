import type { CapturedSound, Observation, ObservedFrame, Watch } from "./observation.ts";
import { type Observer, observe } from "./observe.ts";
import { type LoadedPlayer, load, type PlayerName } from "./players.ts";
import { type Recorder, record } from "./recorder.ts";

/** What the tests ask of the page; everything passes as JSON. */
export interface PageSession {
  /** Loads a stream and stops at its start. Never rejects for what a player reports: that is in the observation. */
  open(request: OpenRequest): Promise<void>;
  /** Plays until the end, until the element's time reaches a number of seconds, until a fatal error, or for a time. */
  play(until: "ended" | number, timeoutMs: number): Promise<void>;
  pause(): void;
  /** Jumps and tells the frame that then came up; null where none did in time. */
  seek(time: number, timeoutMs: number): Promise<ObservedFrame | null>;
  /** Shows the subtitles in a language, once some of their cues are there. Rejects where none come in time. */
  subtitles(language: string, timeoutMs: number): Promise<void>;
  observation(): Observation;
  sound(): CapturedSound | null;
}

export interface OpenRequest {
  readonly watch: Watch;
  readonly player: PlayerName;
  readonly url: string;
  readonly startAt?: number;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly captureAudio?: boolean;
  readonly watchCues?: boolean;
  readonly timeoutMs: number;
}

/** The last frame comes up to one refresh after `ended`. */
const AFTERMATH_MS = 300;

const video = document.createElement("video");
video.playsInline = true;
video.crossOrigin = "anonymous";
video.width = 640;
video.height = 360;
document.body.append(video);

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
let recorder: Recorder | undefined;
let observer: Observer;
let player: LoadedPlayer | undefined;
const failure = Promise.withResolvers<void>();
let failed = false;

const session: PageSession = {
  async open({ watch, player: name, url, startAt, config = {}, captureAudio, watchCues, timeoutMs }) {
    if (captureAudio) recorder = await record(video);
    observer = observe(video, watch, { audioTimeAt: recorder?.timeAt, cues: watchCues });
    const onError = (detail: string, fatal: boolean) => {
      observer.error(detail, fatal);
      if (!fatal) return;
      failed = true;
      failure.resolve();
    };
    const loaded = load(name, { video, url, startAt, config, onError }).then((found) => {
      player = found;
    });
    await Promise.race([loaded, failure.promise, sleep(timeoutMs)]);
  },

  async play(until, timeoutMs) {
    const deadline = performance.now() + timeoutMs;
    const reached = () => video.ended || (until !== "ended" && video.currentTime >= until);
    const started = video.play().catch((error: unknown) => observer.error(String(error), true));
    await Promise.race([started, sleep(timeoutMs)]);
    while (!reached() && !failed && performance.now() < deadline) await sleep(50);
    if (!reached()) observer.error(`stopped at ${video.currentTime} s, not at ${until}`, true);
    await sleep(AFTERMATH_MS);
    video.pause();
  },

  pause: () => video.pause(),

  async seek(time, timeoutMs) {
    const frame = observer.nextFrame();
    video.currentTime = time;
    return Promise.race([settled(frame), sleep(timeoutMs).then(() => null)]);
  },

  async subtitles(language, timeoutMs) {
    if (!player) throw new Error("this player is asked for no subtitles");
    player.showSubtitles(language);
    const deadline = performance.now() + timeoutMs;
    while (!isShown(language, video.currentTime)) {
      if (performance.now() > deadline) throw new Error(`no cues in ${language} came`);
      await sleep(50);
    }
  },

  observation: () => observer.observation(),
  sound: () => recorder?.sound() ?? null,
};

/** Whether the subtitles in a language are shown and no others, and have a cue for now or soon. */
function isShown(language: string, time: number): boolean {
  const soon = ({ startTime, endTime }: TextTrackCue) => startTime <= time + 1 && endTime >= time;
  const shown = [...video.textTracks].filter(
    ({ kind, mode }) => kind === "subtitles" && mode !== "disabled" && mode !== "hidden",
  );
  return shown.length === 1 && shown[0]?.language === language && [...(shown[0].cues ?? [])].some(soon);
}

/** The frame that is up once the seek is over: one of before may still come in between. */
async function settled(next: Promise<ObservedFrame>): Promise<ObservedFrame> {
  await new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
  await next;
  await sleep(AFTERMATH_MS);
  return observer.frames.at(-1) ?? next;
}

Object.assign(globalThis, { session });
