import { signal } from "@preact/signals";
import { moveClip } from "../core/clips.ts";
import { type LaidClip, layOut } from "../core/place.ts";
import { arrangement, edit, select } from "../state/store.ts";
import { startDrag } from "./drag.ts";
import { perTick } from "./scale.ts";

/** Where the clip that is dragged would come: ticks of the mark between clips; null while none is dragged. */
const mark = signal<number | null>(null);
export const dropMark: { readonly value: number | null } = mark;

/** Lets a clip be dragged to another place between the others. */
export function startReorder(event: PointerEvent, key: string): void {
  const strip = (event.currentTarget as Element).closest(".track");
  if (!strip) return;
  let gap: number | undefined;
  startDrag(event, {
    onMove: (_, x) => {
      select({ kind: "clip", key });
      const clips = layOut(arrangement.peek());
      gap = gapAt((x - strip.getBoundingClientRect().left) / perTick.peek(), clips);
      mark.value = clips[gap]?.start ?? clips.at(-1)?.end ?? null;
    },
    onEnd: () => {
      mark.value = null;
      if (gap === undefined) return;
      const to = gap;
      edit((now) => {
        const from = now.clips.findIndex((clip) => clip.key === key);
        return moveClip(now, key, to > from ? to - 1 : to);
      });
    },
  });
}

/** Number of the clip before which a time lies: past the middle of one, it is the next. */
function gapAt(ticks: number, clips: readonly LaidClip[]): number {
  const next = clips.findIndex(({ start, end }) => ticks < (start + end) / 2);
  return next < 0 ? clips.length : next;
}
