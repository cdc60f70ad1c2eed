import type Hls from "hls.js";
import type { attachOverlay as AttachOverlay } from "../../../packages/client/src/overlay/index.ts";
import type { FrameCode } from "../frame-code.ts";
import { loadScript } from "./load-script.ts";
import { codeReader } from "./observe.ts";

/** A frame that came up, and what lay over it then. */
export interface DressedFrame {
  readonly code: FrameCode | null;
  readonly mediaTime: number;
  /** Ids of the overlays seen, with what they say. */
  readonly overlays: Readonly<Record<string, string>>;
  /** Part of the video's picture that is seen, as fractions of it. */
  readonly window: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  /** Milliseconds from the frame's own time on the display until everything was drawn; negative: in time. */
  readonly late: number;
}

export interface OverlayRequest {
  readonly player: "hls.js" | "shaka" | "video.js";
  readonly url: string;
  /** Address of the module under test. */
  readonly module: string;
}

/** What the tests of overlays ask of the page. */
export interface OverlaySession {
  open(request: OverlayRequest): Promise<void>;
  /** Plays to the end, or to a time, at a rate. */
  play(until: "ended" | number, rate?: number): Promise<void>;
  /** Jumps, paused, and waits until that frame is up. */
  seek(time: number): Promise<DressedFrame>;
  frames(): readonly DressedFrame[];
  /** Ends the overlay. @returns how many elements of it are left, and the video's style. */
  detach(): { readonly left: number; readonly style: string };
}

interface Globals {
  readonly Hls: typeof Hls;
  readonly shaka: {
    readonly Player: new () => {
      attach(video: HTMLVideoElement): Promise<void>;
      load(url: string): Promise<void>;
      getAssetUri(): string | null;
      addEventListener(type: string, listener: (event: object) => void): void;
      removeEventListener(type: string, listener: (event: object) => void): void;
    };
  };
  readonly videojs: (
    video: HTMLVideoElement,
    options: object,
  ) => {
    src(source: object): void;
    tech(safety: object): { vhs?: object };
    on(event: string, listener: () => void): void;
    off(event: string, listener: () => void): void;
  };
}

const globals = globalThis as unknown as Globals;
const SCRIPTS = { "hls.js": "/lib/hls.js", shaka: "/lib/shaka.js", "video.js": "/lib/video.js" };
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

document.body.replaceChildren();
const container = document.createElement("div");
Object.assign(container.style, { position: "relative", width: "640px", height: "360px", background: "#444" });
const video = document.createElement("video");
Object.assign(video, { crossOrigin: "anonymous", muted: true, playsInline: true });
Object.assign(video.style, { width: "100%", height: "100%", display: "block" });
container.append(video);
document.body.style.margin = "0";
document.body.append(container);

const frames: DressedFrame[] = [];
let overlay: ReturnType<typeof AttachOverlay>;

const overlaySession: OverlaySession = {
  async open({ player, url, module }) {
    await loadScript(SCRIPTS[player]);
    const { attachOverlay } = (await import(module)) as { attachOverlay: typeof AttachOverlay };
    const attach = (instance: unknown) => {
      overlay = attachOverlay({ video, container, player: instance as never });
      watchFrames();
    };
    const loaded = new Promise((resolve) => video.addEventListener("loadeddata", resolve, { once: true }));
    if (player === "hls.js") {
      const hls = new globals.Hls();
      attach(hls);
      hls.loadSource(url);
      hls.attachMedia(video);
    } else if (player === "shaka") {
      const shaka = new globals.shaka.Player();
      attach(shaka);
      await shaka.attach(video);
      await shaka.load(url);
    } else {
      const html5 = { vhs: { overrideNative: true } };
      const instance = globals.videojs(video, { html5, autoplay: false, controls: false, preload: "auto" });
      instance.src({ src: url, type: "application/vnd.apple.mpegurl" });
      attach(instance);
    }
    await loaded;
  },

  async play(until, rate = 1) {
    video.playbackRate = rate;
    await video.play();
    const reached = () => video.ended || (until !== "ended" && video.currentTime >= until);
    while (!reached()) await sleep(20);
    await sleep(300);
    video.pause();
  },

  async seek(time) {
    const before = frames.length;
    video.currentTime = time;
    await new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
    while (frames.length === before) await sleep(20);
    await sleep(300);
    return frames.at(-1) as DressedFrame;
  },

  frames: () => frames,

  detach() {
    overlay.detach();
    overlay.detach();
    const left = container.querySelectorAll("[data-cutstream-layer], [data-cutstream-overlay]").length;
    return { left: left + container.childElementCount - 1, style: video.style.cssText };
  },
};

/** Called after the module under test, which asked first: what is there is there with this frame. */
function watchFrames(): void {
  const readCode = codeReader(video);
  const called = (_now: number, { mediaTime, expectedDisplayTime }: VideoFrameCallbackMetadata) => {
    video.requestVideoFrameCallback(called);
    const late = performance.now() - expectedDisplayTime;
    frames.push({ code: readCode(), mediaTime, overlays: overlaysSeen(), window: windowSeen(), late });
  };
  video.requestVideoFrameCallback(called);
}

function overlaysSeen(): Record<string, string> {
  const elements = container.querySelectorAll<HTMLElement>("[data-cutstream-overlay]");
  const seen = [...elements].filter((element) => element.style.visibility === "visible");
  return Object.fromEntries(
    seen.map((element) => [element.dataset.cutstreamOverlay ?? "", element.textContent ?? ""]),
  );
}

function windowSeen(): DressedFrame["window"] {
  const frame = container.querySelector("[data-cutstream-layer]")?.getBoundingClientRect();
  const picture = video.getBoundingClientRect();
  if (!frame) return { x: 0, y: 0, width: 1, height: 1 };
  return {
    x: (frame.left - picture.left) / picture.width,
    y: (frame.top - picture.top) / picture.height,
    width: frame.width / picture.width,
    height: frame.height / picture.height,
  };
}

Object.assign(globalThis, { overlaySession });
