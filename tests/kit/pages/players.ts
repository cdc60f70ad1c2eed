import type Hls from "hls.js";
import { loadScript } from "./load-script.ts";

/** Players that the page can run. `native`: the element's own `src`. */
export type PlayerName = "hls.js" | "shaka" | "video.js" | "native";

/** A stream to load. */
export interface LoadRequest {
  readonly video: HTMLVideoElement;
  readonly url: string;
  /** Seconds on the stream's timeline. */
  readonly startAt: number | undefined;
  /** The player's own configuration, over its defaults. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly onError: (detail: string, fatal: boolean) => void;
}

/** Scripts of each player, as the page's server names them. */
const SCRIPTS: Readonly<Record<PlayerName, string | undefined>> = {
  "hls.js": "/lib/hls.js",
  shaka: "/lib/shaka.js",
  "video.js": "/lib/video.js",
  native: undefined,
};

/** What the page needs to know of Shaka Player and video.js, whose types come as globals and not at all. */
interface Globals {
  readonly Hls: typeof Hls;
  readonly shaka: {
    readonly polyfill: { installAll(): void };
    readonly Player: new () => {
      attach(video: HTMLVideoElement): Promise<void>;
      configure(config: object): void;
      load(url: string, startTime?: number): Promise<void>;
      getTextTracks(): readonly { readonly language: string }[];
      selectTextTrack(track: { readonly language: string }): void;
      addEventListener(type: "error", listener: (event: { detail: ShakaError }) => void): void;
    };
  };
  readonly videojs: (
    video: HTMLVideoElement,
    options: object,
  ) => {
    src(source: { src: string; type: string }): void;
    currentTime(seconds: number): void;
    one(event: string, listener: () => void): void;
    on(event: string, listener: () => void): void;
    error(): { code: number; message: string } | null;
  };
}

interface ShakaError {
  readonly severity: number;
  readonly category: number;
  readonly code: number;
  readonly data: readonly unknown[];
}

const globals = globalThis as unknown as Globals;

/** What a page can ask of a player besides what it asks of the element. */
export interface LoadedPlayer {
  /** Shows the subtitles in a language; none are shown before. @throws Error where the player lists none in it. */
  showSubtitles(language: string): void;
}

/**
 * Loads a stream into the element; it does not play yet. Resolves once the stream's beginning is known.
 * @returns undefined for players of which nothing more is asked.
 */
export async function load(player: PlayerName, request: LoadRequest): Promise<LoadedPlayer | undefined> {
  const script = SCRIPTS[player];
  if (script !== undefined) await loadScript(script);
  const loaded = once(request.video, "loadedmetadata");
  const begin = { "hls.js": loadHls, shaka: loadShaka, "video.js": loadVideoJs, native: loadNative }[player];
  const begun = await begin(request);
  await loaded;
  return begun ?? undefined;
}

function loadHls({ video, url, startAt, config, onError }: LoadRequest): LoadedPlayer {
  const hls = new globals.Hls({ startPosition: startAt ?? -1, ...config });
  hls.on(globals.Hls.Events.ERROR, (_, { type, details, fatal, reason, error }) => {
    onError(`hls.js ${type} ${details} ${reason ?? error?.message ?? ""}`, fatal);
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return {
    showSubtitles(language) {
      const track = hls.subtitleTracks.findIndex(({ lang }) => lang === language);
      if (track < 0) throw new Error(`hls.js lists no subtitles in ${language}`);
      hls.subtitleTrack = track;
    },
  };
}

async function loadShaka(request: LoadRequest): Promise<LoadedPlayer> {
  const { video, url, startAt, config, onError } = request;
  globals.shaka.polyfill.installAll();
  const player = new globals.shaka.Player();
  const report = ({ severity, category, code, data }: ShakaError) => {
    onError(`shaka ${category}.${code} ${data?.map(String).join(" ").slice(0, 300)}`, severity === 2);
  };
  player.addEventListener("error", ({ detail }) => report(detail));
  await player.attach(video);
  player.configure(config);
  try {
    await player.load(url, startAt);
  } catch (error) {
    report(error as ShakaError);
  }
  return {
    showSubtitles(language) {
      const track = player.getTextTracks().find((one) => one.language === language);
      if (!track) throw new Error(`Shaka lists no subtitles in ${language}`);
      player.selectTextTrack(track);
    },
  };
}

function loadVideoJs({ video, url, startAt, config, onError }: LoadRequest): void {
  const html5 = { vhs: { overrideNative: true } };
  const player = globals.videojs(video, {
    html5,
    autoplay: false,
    controls: false,
    preload: "auto",
    ...config,
  });
  player.on("error", () => onError(`video.js ${player.error()?.code} ${player.error()?.message}`, true));
  if (startAt !== undefined) player.one("loadedmetadata", () => player.currentTime(startAt));
  player.src({ src: url, type: "application/vnd.apple.mpegurl" });
}

function loadNative({ video, url, startAt }: LoadRequest): void {
  if (startAt !== undefined) {
    video.addEventListener("loadedmetadata", () => {
      video.currentTime = startAt;
    });
  }
  video.preload = "auto";
  video.src = url;
}

function once(target: EventTarget, event: string): Promise<void> {
  return new Promise((resolve) => target.addEventListener(event, () => resolve(), { once: true }));
}
