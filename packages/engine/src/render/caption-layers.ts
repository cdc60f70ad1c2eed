import { type CaptionKey, type CaptionTrack, captionStyle } from "./captions.ts";
import { type FrameRun, momentOf } from "./layer-states.ts";
import type { Size } from "./output-size.ts";
import type { LayerState, TransformLayer } from "./transform.ts";

/**
 * Captions as layers over a run of frames.
 * @param size of the frames, in pixels.
 * @returns none where nothing is read in any of them.
 */
export function captionLayers(
  captions: readonly CaptionTrack[],
  size: Size,
  run: FrameRun,
): TransformLayer[] {
  return captions.flatMap(({ place, keys }): TransformLayer[] => {
    const states = captionStates(keys, run);
    if (states.length === 0) return [];
    return [
      {
        kind: "text",
        anchor: place.anchor,
        x: Math.round(place.x * size.width),
        y: Math.round(place.y * size.height),
        maxWidth: Math.max(1, Math.floor(place.width * size.width)),
        style: captionStyle(place, size),
        inside: true,
        states,
      },
    ];
  });
}

/** What is read in each frame of a run, where that changes; none where nothing is. */
function captionStates(keys: readonly CaptionKey[], run: FrameRun): LayerState[] {
  const states: LayerState[] = [];
  let key = lastAtOrBefore(keys, momentOf(run, 0));
  for (let frame = 0; frame < run.count; frame++) {
    const now = momentOf(run, frame);
    while ((keys[key + 1]?.at ?? Number.POSITIVE_INFINITY) <= now) key++;
    const before = states.at(-1);
    const state = stateOf(keys[key]);
    if (before?.alpha !== state.alpha || before.text !== state.text || before.said !== state.said) {
      states.push({ frame, ...state });
    }
  }
  return states.some(({ alpha }) => alpha > 0) ? states : [];
}

const stateOf = (key: CaptionKey | undefined): Omit<LayerState, "frame"> => {
  if (!key || key.text === "") return { alpha: 0 };
  return { alpha: 255, text: key.text, ...(key.said !== undefined && { said: key.said }) };
};

/** Number of the last key at or before a time; -1 where there is none. */
function lastAtOrBefore(keys: readonly CaptionKey[], time: number): number {
  let [low, high] = [-1, keys.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((keys[middle]?.at ?? 0) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}
