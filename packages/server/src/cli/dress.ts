import { type Command, InvalidArgumentError } from "commander";
import type { OverlaySpec, ReframeInput, Timeline } from "cutstream";

/** What commands take to dress a timeline with. */
export interface DressFlags {
  readonly subtitles?: readonly string[];
  readonly overlay?: readonly OverlaySpec[];
  readonly reframe?: ReframeInput;
  readonly smart: boolean;
  readonly music?: string;
  readonly under: boolean;
}

/** Decibels by which music under the clips is softer, and by which it sinks while they are heard. */
const UNDER = { mode: "mix", gain: -8, duck: 12, loop: true } as const;

const PLACES = [
  ...["top-left", "top", "top-right", "left", "center", "right", "bottom-left", "bottom", "bottom-right"],
] as const;

/** Adds the options to a command. */
export function withDress(command: Command): Command {
  return command
    .option("--subtitles <languages>", "show what is said: en, or en,de for several", (text) =>
      text.split(","),
    )
    .option(
      "--overlay <overlay>",
      "an asset or text:WORDS, and where: brand.png@top-right, text:Half time@bottom; again for several",
      collectOverlays,
    )
    .option("--reframe <shape>", "another shape: 9:16, or pixels such as 720x1280", parseShape)
    .option("--smart", "let the window of --reframe follow who is seen", false)
    .option("--music <video>", "its sound in place of the clips' own")
    .option("--under", "the sound of --music under the clips' own, softer while they are heard", false);
}

/** A timeline with all that the flags ask for. */
export function dress(timeline: Timeline, flags: DressFlags): Timeline {
  const { subtitles = [], overlay = [], music, under } = flags;
  const spoken = subtitles.reduce((before, language) => before.subtitle({ language }), timeline);
  const drawn = overlay.reduce((before, one) => before.overlay(one), spoken);
  const shape = shapeOf(flags);
  const shaped = shape ? drawn.reframe(shape) : drawn;
  return music === undefined ? shaped : shaped.music(music, under ? UNDER : {});
}

/** The shape that is asked for, if one is. */
export function shapeOf({ reframe, smart }: DressFlags): ReframeInput | undefined {
  return reframe && { ...reframe, ...(smart && { mode: "smart" as const }) };
}

/** Reads `9:16` or `720x1280`. */
export function parseShape(text: string): ReframeInput {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text) ?? [];
  if (width !== undefined && height !== undefined) return { width: Number(width), height: Number(height) };
  if (/^\d{1,5}:\d{1,5}$/.test(text)) return { aspect: text };
  throw new InvalidArgumentError("It must be a shape such as 9:16, or pixels such as 720x1280.");
}

/** Reads `brand.png`, `brand.png@top-right`, `text:Half time@bottom`. */
export function parseOverlay(text: string): OverlaySpec {
  const [, before = "", place] = /^(.+)@([a-z-]+)$/.exec(text) ?? [];
  const position = PLACES.find((known) => known === place);
  const what = position ? before : text;
  const words = /^text:(.+)$/s.exec(what)?.[1];
  const at = position && { position: position as "top" };
  return words === undefined ? { image: what, ...at } : { text: words, ...at };
}

const collectOverlays = (text: string, before: readonly OverlaySpec[] = []): OverlaySpec[] => [
  ...before,
  parseOverlay(text),
];
