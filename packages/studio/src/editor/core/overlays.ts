import { type Arrangement, type EditedOverlay, type Keyless, withKeys } from "./arrangement.ts";

/** Adds an overlay on top of the others. */
export function addOverlay(arrangement: Arrangement, overlay: Keyless<EditedOverlay>): Arrangement {
  const { keyed, serial } = withKeys(arrangement, [overlay]);
  return { ...arrangement, overlays: [...arrangement.overlays, ...keyed], serial };
}

/** Changes some of an overlay's facts. */
export function changeOverlay(
  arrangement: Arrangement,
  key: string,
  facts: Partial<Keyless<EditedOverlay>>,
): Arrangement {
  const overlays = arrangement.overlays.map((one) => (one.key === key ? { ...one, ...facts } : one));
  return { ...arrangement, overlays };
}

/** Takes an overlay away. */
export function removeOverlay(arrangement: Arrangement, key: string): Arrangement {
  const overlays = arrangement.overlays.filter((one) => one.key !== key);
  return overlays.length === arrangement.overlays.length ? arrangement : { ...arrangement, overlays };
}

/** Moves an overlay above the next ones, or below those before it. @param by positive: higher. */
export function raiseOverlay(arrangement: Arrangement, key: string, by: number): Arrangement {
  const { overlays } = arrangement;
  const from = overlays.findIndex((one) => one.key === key);
  const overlay = overlays[from];
  const to = Math.min(overlays.length - 1, Math.max(0, from + by));
  if (!overlay || from === to) return arrangement;
  return { ...arrangement, overlays: overlays.toSpliced(from, 1).toSpliced(to, 0, overlay) };
}

/** Overlays without those that are bound to a clip. */
export const withoutClip = (overlays: readonly EditedOverlay[], clip: string): readonly EditedOverlay[] =>
  overlays.filter(({ span }) => span.on !== "clip" || span.clip !== clip);

/** A clip that became two before a frame. */
interface Halves {
  readonly first: string;
  readonly second: string;
  readonly frame: number;
}

/** Lets overlays of a clip that was split go on over its second half: they come with the first and go with the last. */
export function splitOverlays(arrangement: Arrangement, halves: Halves): Arrangement {
  let { serial } = arrangement;
  const overlays = arrangement.overlays.flatMap((overlay) => {
    const [one, ...others] = halvesOf(overlay, halves);
    if (!one) return [];
    const given = withKeys({ ...arrangement, serial }, others);
    serial = given.serial;
    return [{ ...one, key: overlay.key }, ...given.keyed];
  });
  return { ...arrangement, overlays, serial };
}

function halvesOf({ key: _, ...overlay }: EditedOverlay, halves: Halves): Keyless<EditedOverlay>[] {
  const { span } = overlay;
  const { first, second, frame } = halves;
  if (span.on !== "clip" || span.clip !== first) return [overlay];
  const before = span.from === null || span.from < frame;
  const after = span.to === null || span.to > frame;
  if (!after) return [overlay];
  const onSecond = { ...span, clip: second };
  if (!before) return [{ ...overlay, span: onSecond }];
  return [
    { ...overlay, fadeOut: 0 },
    { ...overlay, span: onSecond, fadeIn: 0 },
  ];
}
