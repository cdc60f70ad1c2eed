import type { Arrangement } from "../core/arrangement.ts";
import { duplicate, moveClip, removeClip, setIn, setOut, split, trimIn, trimOut } from "../core/clips.ts";
import { raiseOverlay, removeOverlay } from "../core/overlays.ts";
import { layOut, lengthOf, type Place, placeAt, step } from "../core/place.ts";
import {
  arrangement,
  canRedo,
  canUndo,
  edit,
  goToClip,
  lookAt,
  playhead,
  redoEdit,
  select,
  selection,
  undoEdit,
} from "./store.ts";

/** Something that a key or a button does. */
export interface Command {
  /** What it does, as help and tooltips say it. */
  readonly label: string;
  /** Whether it would do anything now. */
  readonly enabled: () => boolean;
  readonly run: () => void;
}

const hasClips = () => arrangement.value.clips.length > 0;
const number = () => arrangement.value.clips.findIndex(({ key }) => key === clipKey());

/** The clip that commands mean: the one selected, else the one that is looked at. */
function clipKey(): string | undefined {
  const { value } = selection;
  return value?.kind === "clip" ? value.key : playhead.value?.clip;
}

const onClip = (does: (key: string) => void) => () => {
  const key = clipKey();
  if (key !== undefined) does(key);
};

const stepBy = (frames: number) => () => {
  const from = playhead.value;
  if (from) lookAt(step(arrangement.value, from, frames));
};

/** To the clip before or after the one that is looked at; back to its own beginning first. */
const jump = (by: -1 | 1) => () => {
  const clips = layOut(arrangement.value);
  const at = playhead.value;
  const here = clips.find(({ clip }) => clip.key === at?.clip);
  if (!here || !at) return;
  const inside = by < 0 && at.frame > here.clip.from;
  const to = inside ? here : clips[here.number + by];
  if (to) goToClip(to.clip.key);
  else if (by > 0) lookAt({ clip: here.clip.key, frame: here.clip.to - 1 });
};

const move = (by: -1 | 1) => onClip((key) => edit((now) => moveClip(now, key, number() + by)));
const trim = (by: number, which: typeof trimIn) => onClip((key) => edit((now) => which(now, key, by)));

/** Does something to the clip that is looked at, at the frame that it shows. */
const here = (does: (now: Arrangement, place: Place) => Arrangement) => () => {
  const at = playhead.value;
  if (!at) return;
  edit((now) => does(now, at));
  if (selection.value?.kind === "clip" && playhead.value) select({ kind: "clip", key: playhead.value.clip });
};

function remove(): void {
  const { value } = selection;
  if (value?.kind === "overlay") edit((now) => removeOverlay(now, value.key));
  else onClip((key) => edit((now) => removeClip(now, key)))();
}

function raise(by: number): void {
  const { value } = selection;
  if (value?.kind === "overlay") edit((now) => raiseOverlay(now, value.key, by));
}

const command = (label: string, run: () => void, enabled: () => boolean = hasClips): Command => ({
  label,
  run,
  enabled,
});

/** All that keys and buttons do to the timeline. */
export const commands = {
  undo: command("Undo", undoEdit, () => canUndo.value),
  redo: command("Redo", redoEdit, () => canRedo.value),
  back: command("Back a frame", stepBy(-1)),
  forth: command("Forth a frame", stepBy(1)),
  backTen: command("Back ten frames", stepBy(-10)),
  forthTen: command("Forth ten frames", stepBy(10)),
  previous: command("To the clip before", jump(-1)),
  next: command("To the next clip", jump(1)),
  first: command("To the beginning", () => lookAt(placeAt(arrangement.value, 0) ?? null)),
  last: command("To the end", () => lookAt(placeAt(arrangement.value, lengthOf(arrangement.value)) ?? null)),
  trimInHere: command(
    "Begin the clip at this frame",
    here((now, { clip, frame }) => setIn(now, clip, frame)),
  ),
  trimOutHere: command(
    "End the clip with this frame",
    here((now, { clip, frame }) => setOut(now, clip, frame + 1)),
  ),
  inBack: command("Begin the clip a frame earlier", trim(-1, trimIn)),
  inForth: command("Begin the clip a frame later", trim(1, trimIn)),
  outBack: command("End the clip a frame earlier", trim(-1, trimOut)),
  outForth: command("End the clip a frame later", trim(1, trimOut)),
  split: command("Split before this frame", here(split)),
  duplicate: command(
    "Duplicate the clip",
    onClip((key) => edit((now) => duplicate(now, key))),
  ),
  remove: command("Remove what is selected", remove, () => hasClips() || selection.value !== null),
  moveBack: command("Move the clip back", move(-1)),
  moveForth: command("Move the clip forth", move(1)),
  raise: command(
    "Overlay higher",
    () => raise(1),
    () => selection.value?.kind === "overlay",
  ),
  lower: command(
    "Overlay lower",
    () => raise(-1),
    () => selection.value?.kind === "overlay",
  ),
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;
