import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { type Arrangement, EMPTY } from "../core/arrangement.ts";
import { begin, commit, type History, redo, settle, undo } from "../core/history.ts";
import { type Place, placeAfter, placeAt } from "../core/place.ts";
import { ripple } from "../core/ripple.ts";

/** What inspectors show. */
export interface Selection {
  readonly kind: "clip" | "overlay";
  readonly key: string;
}

const history = signal<History<Arrangement>>(begin(EMPTY));
const place = signal<Place | null>(null);
const selected = signal<Selection | null>(null);

/** The timeline as it is now. */
export const arrangement = computed(() => history.value.present);
export const canUndo = computed(() => history.value.past.length > 0);
export const canRedo = computed(() => history.value.future.length > 0);

/** The frame that is looked at; null where there are no clips. */
export const playhead: ReadonlySignal<Place | null> = place;
export const selection: ReadonlySignal<Selection | null> = selected;

/** Whether overlays at times of the timeline follow their pictures when clips are edited. */
export const rippling = signal(true);

export const selectedClip = computed(() =>
  selected.value?.kind === "clip"
    ? arrangement.value.clips.find(({ key }) => key === selected.value?.key)
    : undefined,
);

/**
 * Does a step that can be undone.
 * @param merging names what is changed where typing or dragging makes many steps of it: they are undone as one.
 */
export function edit(change: (before: Arrangement) => Arrangement, merging: string | null = null): void {
  const before = arrangement.value;
  const changed = change(before);
  const after = rippling.value ? ripple(before, changed) : changed;
  turnTo(commit(history.value, changed === before ? before : after, merging));
}

/** Ends a drag or a stretch of typing: what comes next is its own step. */
export const endMerging = (): void => {
  history.value = settle(history.value);
};

export const undoEdit = (): void => turnTo(undo(history.value));
export const redoEdit = (): void => turnTo(redo(history.value));

/** Begins anew with another timeline. What was can not be undone to. */
export const restart = (with_: Arrangement): void => turnTo(begin(with_));

/** Looks at a frame. */
export const lookAt = (to: Place | null): void => {
  if (to?.clip !== place.value?.clip || to?.frame !== place.value?.frame) place.value = to;
};

export const select = (what: Selection | null): void => {
  if (what?.key !== selected.value?.key) selected.value = what;
};

/** Selects a clip and looks at its first frame. */
export function goToClip(key: string): void {
  const clip = arrangement.value.clips.find((one) => one.key === key);
  if (!clip) return;
  select({ kind: "clip", key });
  lookAt({ clip: key, frame: clip.from });
}

function turnTo(next: History<Arrangement>): void {
  const before = arrangement.value;
  history.value = next;
  const { present } = next;
  const looked = place.value;
  lookAt((looked ? placeAfter(before, present, looked) : placeAt(present, 0)) ?? null);
  const things = selected.value?.kind === "clip" ? present.clips : present.overlays;
  if (selected.value && !things.some(({ key }) => key === selected.value?.key)) selected.value = null;
}
