import type { ReframeInput } from "../api/surface.ts";
import { CutstreamError } from "../errors.ts";
import type { ShotSubjects } from "../subjects/subject.ts";
import { anchorPoint } from "./anchors.ts";
import { createPaths, smartWindows, type Window } from "./smart/smart-windows.ts";
import type { SurfaceClip, SurfaceFrame, WindowKey } from "./surface.ts";

/** Shapes beyond this are a slip of the hand, or a window too thin to see anything in. */
const MOST_EXTREME = 10;
/** Pixels that a window must at least have across and down. */
const SMALLEST_WINDOW = 16;

const PATH = "timeline.reframe";

/**
 * Reads the shape that a reframe asks for.
 * @param warn told what was changed of what was asked.
 * @throws CutstreamError `invalid_reframe`
 */
export function planFrame(reframe: ReframeInput, warn: (warning: string) => void): SurfaceFrame {
  if (reframe.mode === "smart" && reframe.fit === "pad") {
    throw invalid('has the mode "smart" and the fit "pad": with bars all of the picture is seen');
  }
  const size = sizeOf(reframe, warn);
  const asked = size ?? ratioOf(reframe.aspect ?? "");
  if (Math.max(asked.width / asked.height, asked.height / asked.width) > MOST_EXTREME) {
    throw invalid(
      `asks for ${asked.width}:${asked.height}; shapes go from 1:${MOST_EXTREME} to ${MOST_EXTREME}:1`,
    );
  }
  const divisor = gcd(asked.width, asked.height);
  return {
    width: asked.width / divisor,
    height: asked.height / divisor,
    size,
    fit: reframe.fit ?? "crop",
    background: reframe.background ?? "#000000",
  };
}

function sizeOf(
  { aspect, width, height }: ReframeInput,
  warn: (warning: string) => void,
): SurfaceFrame["size"] {
  if (width === undefined && height === undefined && aspect !== undefined) return null;
  if (width === undefined || height === undefined || aspect !== undefined) {
    throw invalid("must have either an aspect, or a width and a height");
  }
  const even = { width: width + (width % 2), height: height + (height % 2) };
  if (even.width !== width || even.height !== height) {
    warn(`${PATH} is ${width}x${height}, rounded to even pixels: ${even.width}x${even.height}.`);
  }
  return even;
}

function ratioOf(aspect: string): { width: number; height: number } {
  const match = /^([1-9]\d{0,4}):([1-9]\d{0,4})$/.exec(aspect);
  if (!match) throw invalid(`has the aspect ${JSON.stringify(aspect)}; write it as "9:16"`);
  return { width: Number(match[1]), height: Number(match[2]) };
}

/**
 * The window of every source, from the time on at which it is seen; none where the whole picture is.
 * @param subjects of the videos whose windows follow what is seen; those of others stand still.
 * @throws CutstreamError `invalid_reframe` where a source is too small.
 */
export function planWindows(
  frame: SurfaceFrame,
  anchor: ReframeInput["anchor"],
  clips: readonly SurfaceClip[],
  warn: (warning: string) => void,
  subjects: ReadonlyMap<string, readonly ShotSubjects[]> = new Map(),
): WindowKey[] {
  if (frame.fit === "pad") return [];
  const keys: WindowKey[] = [];
  const warned = new Set<string>();
  const pathOf = createPaths();
  for (const clip of clips) {
    const window = windowOf(frame, anchor ?? "center", clip);
    const source = `${clip.width}x${clip.height}`;
    if (!warned.has(source)) {
      warned.add(source);
      for (const warning of warningsOf(window, frame, clip)) warn(warning);
    }
    for (const key of smartWindows(clip, window, subjects.get(clip.video) ?? [], pathOf)) {
      const before = keys.at(-1);
      if (key.move === "linear" || !before || !sameWindow(before, key)) keys.push(key);
    }
  }
  return keys;
}

/** The largest window of the frame's shape, in even pixels. */
function windowOf(
  frame: SurfaceFrame,
  anchor: NonNullable<ReframeInput["anchor"]>,
  clip: SurfaceClip,
): Window {
  const { width: sourceWidth, height: sourceHeight } = clip;
  const exact = exactSize(frame, clip);
  const width = Math.min(even(exact.width), floorEven(sourceWidth));
  const height = Math.min(even(exact.height), floorEven(sourceHeight));
  if (Math.min(width, height) < SMALLEST_WINDOW) {
    const shape = `${frame.width}:${frame.height}`;
    throw invalid(
      `leaves ${width}x${height} pixels of video ${clip.video}: give a shape nearer to its own than ${shape}, or fit "pad"`,
    );
  }
  // An anchor takes its share of the room that is left; a point is what the window centres on.
  const along = (room: number, share: number) => Math.min(floorEven(room), even(Math.max(0, room * share)));
  const centred = (point: number, whole: number, part: number) =>
    whole === part ? 0 : (point * whole - part / 2) / (whole - part);
  const share =
    typeof anchor === "string"
      ? anchorPoint(anchor)
      : { x: centred(anchor.x, sourceWidth, width), y: centred(anchor.y, sourceHeight, height) };
  const x = along(sourceWidth - width, share.x);
  const y = along(sourceHeight - height, share.y);
  return { x, y, width, height, sourceWidth, sourceHeight };
}

function exactSize({ width, height }: SurfaceFrame, source: SurfaceClip): { width: number; height: number } {
  return source.width * height >= source.height * width
    ? { width: (source.height * width) / height, height: source.height }
    : { width: source.width, height: (source.width * height) / width };
}

function warningsOf(window: Window, frame: SurfaceFrame, clip: SurfaceClip): string[] {
  const exact = exactSize(frame, clip);
  const warnings: string[] = [];
  if (window.width !== exact.width || window.height !== exact.height) {
    const asked = `${decimal(exact.width)}x${decimal(exact.height)}`;
    warnings.push(
      `The window of video ${clip.video} is rounded to even pixels: ${asked} became ${window.width}x${window.height}.`,
    );
  }
  if (frame.size && frame.size.width > window.width) {
    const size = `${frame.size.width}x${frame.size.height}`;
    warnings.push(
      `The window of video ${clip.video}, ${window.width}x${window.height} pixels, is enlarged to ${size}.`,
    );
  }
  return warnings;
}

function sameWindow(a: Window, b: Window): boolean {
  return (
    a.x * b.sourceWidth === b.x * a.sourceWidth &&
    a.width * b.sourceWidth === b.width * a.sourceWidth &&
    a.y * b.sourceHeight === b.y * a.sourceHeight &&
    a.height * b.sourceHeight === b.height * a.sourceHeight
  );
}

const even = (pixels: number): number => 2 * Math.round(pixels / 2);
const floorEven = (pixels: number): number => 2 * Math.floor(pixels / 2);
const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
const decimal = (pixels: number): string => String(Number(pixels.toFixed(2)));

function invalid(what: string): CutstreamError {
  return new CutstreamError("invalid_reframe", `${PATH} ${what}.`, { path: PATH });
}
