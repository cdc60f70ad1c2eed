import type { CutstreamPlayer } from "../../../packages/player/src/index.ts";
import { codeReader } from "./observe.ts";
import type { DressedFrame } from "./overlay-session.ts";

export interface PlayerRequest {
  /** Address of the player's script. */
  readonly script: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What the tests of the player's element ask of a page that is not of the player's own server. */
export interface PlayerSession {
  /** Puts a player on the page, 640 pixels wide, and waits for its first frame. */
  open(request: PlayerRequest): Promise<void>;
  /** Plays to the end, or to a time, at a rate. */
  play(until: "ended" | number, rate?: number): Promise<void>;
  /** Jumps, paused, and waits until that frame is up. */
  seek(time: number): Promise<DressedFrame>;
  frames(): readonly DressedFrame[];
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const frames: DressedFrame[] = [];
let player: CutstreamPlayer;
let video: HTMLVideoElement;

const playerSession: PlayerSession = {
  async open({ script, attributes }) {
    document.body.replaceChildren();
    document.body.style.margin = "0";
    await import(script);
    player = document.createElement("cutstream-player") as CutstreamPlayer;
    player.style.width = "640px";
    for (const [name, value] of Object.entries(attributes)) player.setAttribute(name, value);
    document.body.append(player);
    if (!player.video) throw new Error("The player has no video.");
    video = player.video;
    watchFrames();
    while (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) await sleep(20);
  },

  async play(until, rate = 1) {
    video.playbackRate = rate;
    await player.play();
    while (!video.ended && !(until !== "ended" && player.currentTime >= until)) await sleep(20);
    await sleep(300);
    player.pause();
  },

  async seek(time) {
    const before = frames.length;
    player.currentTime = time;
    await new Promise((resolve) => player.addEventListener("seeked", resolve, { once: true }));
    while (frames.length === before) await sleep(20);
    await sleep(300);
    return frames.at(-1) as DressedFrame;
  },

  frames: () => frames,
};

/** Asked after the player, which is called first: what is there is there with this frame. */
function watchFrames(): void {
  const readCode = codeReader(video);
  const called = (_now: number, { mediaTime, expectedDisplayTime }: VideoFrameCallbackMetadata) => {
    video.requestVideoFrameCallback(called);
    const late = performance.now() - expectedDisplayTime;
    frames.push({ code: readCode(), mediaTime, overlays: overlaysSeen(), window: WHOLE, late });
  };
  video.requestVideoFrameCallback(called);
}

const WHOLE = { x: 0, y: 0, width: 1, height: 1 };

function overlaysSeen(): Record<string, string> {
  const elements = player.shadowRoot?.querySelectorAll<HTMLElement>("[data-cutstream-overlay]") ?? [];
  const seen = [...elements].filter((element) => element.style.visibility === "visible");
  return Object.fromEntries(
    seen.map((element) => [element.dataset.cutstreamOverlay ?? "", element.textContent ?? ""]),
  );
}

Object.assign(globalThis, { playerSession });
