import { computed, signal } from "@preact/signals";
import { lengthOf } from "../core/place.ts";
import { TICKS_PER_SECOND } from "../core/rate.ts";
import { arrangement } from "../state/store.ts";

/** Pixels a second: the least and the most. */
const LEAST = 0.5;
const MOST = 600;
/** Share of the strip that a timeline takes that is fitted into it: there is room to pull its end. */
const FITTED = 0.94;
/** Pixels a second where there is nothing to fit. */
const USUAL = 40;

/** Pixels that the strip is wide on the screen. */
export const stripWidth = signal(1000);

/** Pixels a second as the user chose them; null: all of the timeline fits. */
const chosen = signal<number | null>(null);

/** Pixels a second that hold while something is dragged: the strip must not slip from under the pointer. */
const held = signal<number | null>(null);

const clamp = (value: number): number => Math.min(MOST, Math.max(LEAST, value));

const fitting = computed(() => {
  const seconds = lengthOf(arrangement.value) / TICKS_PER_SECOND;
  return seconds > 0 ? clamp((stripWidth.value * FITTED) / seconds) : USUAL;
});

/** Pixels a second. */
const perSecond = computed(() => held.value ?? chosen.value ?? fitting.value);

/** Pixels that a tick is wide. */
export const perTick = computed(() => perSecond.value / TICKS_PER_SECOND);

export const isFitted = computed(() => chosen.value === null);

/** Shows less in more detail, or more of it in less. */
export function zoom(by: number): void {
  chosen.value = clamp(perSecond.value * by);
}

/** Shows all. */
export function fit(): void {
  chosen.value = null;
}

/** Keeps the scale until it is let go. */
export function holdScale(): void {
  held.value = perSecond.peek();
}

export function letScaleGo(): void {
  held.value = null;
}
