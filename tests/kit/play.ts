import type { TestBrowser } from "./browsers.ts";
import type { Observation, ObservedFrame } from "./pages/observation.ts";
import type { PlayerName } from "./pages/players.ts";
import type { OpenRequest, PageSession } from "./pages/session.ts";

export type { Observation, ObservedFrame } from "./pages/observation.ts";
export type { PlayerName } from "./pages/players.ts";

/** What to play, and where. */
export interface PlayRequest {
  readonly browser: TestBrowser;
  readonly player: PlayerName;
  /** Playlist at an origin that allows others (CORS). */
  readonly url: string;
  /** Where playing starts, in seconds on the stream's timeline. */
  readonly startAt?: number;
  /** The player's own configuration, over its defaults. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Records what is heard. Costs some processor time. Default false. */
  readonly captureAudio?: boolean;
  /** Tells which cues are active with each frame. Default false. */
  readonly watchCues?: boolean;
}

/** Sound that a page recorded: one channel. */
export interface Sound {
  readonly sampleRate: number;
  /** Seconds of the first sample, on the clock of {@link ObservedFrame.audioTime}. */
  readonly start: number;
  readonly samples: Float32Array;
}

/** A player at work in a page. */
export interface Playback {
  /**
   * Plays on until the end or a time on the element's timeline, then pauses. A fatal error of the player ends it, too;
   * it is in the observation, as is a timeout.
   */
  play(until: "ended" | number, timeoutMs?: number): Promise<void>;
  /** Jumps; tells the frame that came up, null where none did within ten seconds. */
  seek(time: number): Promise<ObservedFrame | null>;
  /** Shows the subtitles in a language, once their cues are there. */
  subtitles(language: string): Promise<void>;
  /** Everything seen so far. */
  observation(): Promise<Observation>;
  /** Everything heard so far; null unless `captureAudio`. */
  sound(): Promise<Sound | null>;
  close(): Promise<void>;
}

const OPEN_TIMEOUT = 60_000;
const SEEK_TIMEOUT = 30_000;
const PLAY_TIMEOUT = 120_000;
const SUBTITLES_TIMEOUT = 60_000;

declare const session: PageSession;

/** Opens a page with a player and loads the stream. The page must be closed. */
export async function openPlayer({ browser, ...request }: PlayRequest): Promise<Playback> {
  const page = await browser.browser.newPage();
  const errors: Observation["errors"][number][] = [];
  page.on("pageerror", (error) => errors.push({ fatal: true, detail: `page: ${String(error)}` }));
  await page.goto(browser.pageUrl);
  await page.waitForFunction(() => typeof session !== "undefined");
  const watch = browser.name === "firefox" ? "refresh" : "callback";
  const open: OpenRequest = { ...request, watch, timeoutMs: OPEN_TIMEOUT };
  await page.evaluate((value) => session.open(value), open);
  return {
    play: (until, timeoutMs = PLAY_TIMEOUT) =>
      page.evaluate((u, ms) => session.play(u, ms), until, timeoutMs),
    seek: (time) => page.evaluate((t, ms) => session.seek(t, ms), time, SEEK_TIMEOUT),
    subtitles: (language) =>
      page.evaluate((tag, ms) => session.subtitles(tag, ms), language, SUBTITLES_TIMEOUT),
    observation: async () => {
      const observation = await page.evaluate(() => session.observation());
      return { ...observation, errors: [...observation.errors, ...errors] };
    },
    sound: async () => {
      const sound = await page.evaluate(() => session.sound());
      if (!sound) return null;
      const bytes = Uint8Array.from(Buffer.from(sound.base64, "base64"));
      const samples = Float32Array.from(new Int16Array(bytes.buffer), (value) => value / 32_768);
      return { sampleRate: sound.sampleRate, start: sound.start, samples };
    },
    close: () => page.close(),
  };
}

/** Plays a stream through, or up to a time, and tells what was seen and, with `captureAudio`, heard. */
export async function playAndObserve(
  request: PlayRequest & { readonly until: "ended" | number; readonly timeoutMs?: number },
): Promise<Observation & { readonly audio: Sound | null }> {
  const { until, timeoutMs, ...play } = request;
  const playback = await openPlayer(play);
  try {
    await playback.play(until, timeoutMs);
    return { ...(await playback.observation()), audio: await playback.sound() };
  } finally {
    await playback.close();
  }
}
