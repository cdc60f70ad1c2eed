import fc from "fast-check";
import { type Arrangement, type EditedClip, type EditedOverlay, EMPTY, type Source } from "./arrangement.ts";
import { addClips, duplicate, moveClip, removeClip, slip, split, trimIn, trimOut } from "./clips.ts";
import { addOverlay, raiseOverlay, removeOverlay } from "./overlays.ts";
import { ripple } from "./ripple.ts";

/** Sources of the rates that there are. */
export const SOURCES: readonly Source[] = [
  { video: "vid_film", title: "film", rate: { num: 24_000, den: 1001 }, frames: 240, pictures: null },
  {
    video: "vid_tv",
    title: "tv",
    rate: { num: 25, den: 1 },
    frames: 1,
    pictures: "http://x/{width}/{frame}",
  },
  { video: "vid_ntsc", title: "ntsc", rate: { num: 30_000, den: 1001 }, frames: 3000, pictures: null },
];

/** A clip of a source, before it has a key. */
export const clipOf = (source: Source, from: number, to: number) => ({ source, from, to });

/** A text over all of the timeline. */
export const TEXT: Omit<EditedOverlay, "key"> = {
  content: {
    kind: "text",
    text: "Half time",
    color: "#ffffff",
    background: null,
    lineHeight: 50,
    bold: false,
    font: "sans-serif",
  },
  span: { on: "all" },
  anchor: "bottom",
  width: null,
  opacity: 100,
  fadeIn: 0,
  fadeOut: 0,
};

/** An operation on whatever arrangement it is given. */
export type Operation = (arrangement: Arrangement) => Arrangement;

const clip: fc.Arbitrary<Omit<EditedClip, "key">> = fc
  .tuple(fc.constantFrom(...SOURCES), fc.nat(), fc.nat())
  .map(([source, a, b]) => {
    const from = a % source.frames;
    return clipOf(source, from, from + 1 + (b % (source.frames - from)));
  });

const by = fc.integer({ min: -4000, max: 4000 });
const span: fc.Arbitrary<(arrangement: Arrangement) => EditedOverlay["span"]> = fc
  .tuple(fc.nat(2), fc.nat(20_000), fc.nat(20_000))
  .map(([kind, a, b]) => ({ clips }) => {
    const bound = clips[a % Math.max(1, clips.length)];
    if (kind === 0 || (kind === 2 && !bound)) return { on: "all" };
    if (kind === 1 || !bound) return { on: "timeline", start: a, end: b > a ? b : null };
    const [from, to] = [a % bound.source.frames, b % bound.source.frames];
    return { on: "clip", clip: bound.key, from: from < to ? from : null, to: from < to ? to : null };
  });

/** The key of some thing, by a number; of none where there are no things. */
const pick = (things: readonly { readonly key: string }[], n: number): string =>
  things[n % Math.max(1, things.length)]?.key ?? "none";

/** Any operation. */
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(fc.array(clip, { maxLength: 3 }), fc.nat(4)).map(
    ([clips, at]) =>
      (a: Arrangement) =>
        addClips(a, clips, at),
  ),
  fc.tuple(fc.nat(), by).map(
    ([n, to]) =>
      (a: Arrangement) =>
        moveClip(a, pick(a.clips, n), to),
  ),
  fc.nat().map((n) => (a: Arrangement) => removeClip(a, pick(a.clips, n))),
  fc.nat().map((n) => (a: Arrangement) => duplicate(a, pick(a.clips, n))),
  fc.tuple(fc.nat(), by).map(
    ([n, frames]) =>
      (a: Arrangement) =>
        trimIn(a, pick(a.clips, n), frames),
  ),
  fc.tuple(fc.nat(), by).map(
    ([n, frames]) =>
      (a: Arrangement) =>
        trimOut(a, pick(a.clips, n), frames),
  ),
  fc.tuple(fc.nat(), by).map(
    ([n, frames]) =>
      (a: Arrangement) =>
        slip(a, pick(a.clips, n), frames),
  ),
  fc.tuple(fc.nat(), fc.nat(4000)).map(
    ([n, frame]) =>
      (a: Arrangement) =>
        split(a, { clip: pick(a.clips, n), frame }),
  ),
  span.map((make) => (a: Arrangement) => addOverlay(a, { ...TEXT, span: make(a) })),
  fc.nat().map((n) => (a: Arrangement) => removeOverlay(a, pick(a.overlays, n))),
  fc.tuple(fc.nat(), by).map(
    ([n, up]) =>
      (a: Arrangement) =>
        raiseOverlay(a, pick(a.overlays, n), up),
  ),
);

/** Operations one after the other, overlays following their pictures. */
export const operations = fc.array(operation, { maxLength: 30 });

/** What comes of operations. */
export const arrangementOf = (all: readonly Operation[]): Arrangement =>
  all.reduce((before, operate) => ripple(before, operate(before)), EMPTY);
