/** @jsxImportSource preact */
import { lengthOf, placeAt, ticksOf } from "../core/place.ts";
import { clock, TICKS_PER_SECOND, toSeconds } from "../core/rate.ts";
import { pausePlaying } from "../preview/monitor.tsx";
import { arrangement, lookAt, playhead } from "../state/store.ts";
import { startDrag } from "./drag.ts";
import { perTick } from "./scale.ts";

/** Seconds between two marks: the first that leaves room for what is written there. */
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600] as const;
const ROOM = 72;

/** Times above the strip; a click or a drag there moves to them. */
export function Ruler({ width }: { readonly width: number }) {
  const now = arrangement.value;
  const length = lengthOf(now);
  const place = playhead.value;
  const ticks = (place && ticksOf(now, place)) ?? 0;
  const number = now.clips.findIndex(({ key }) => key === place?.clip);
  return (
    <div
      class="time-ruler"
      role="slider"
      tabIndex={0}
      aria-label="Playhead"
      aria-valuemin={0}
      aria-valuemax={toSeconds(length)}
      aria-valuenow={toSeconds(ticks)}
      aria-valuetext={place ? `${clock(ticks)}, clip ${number + 1}, frame ${place.frame}` : "No clips"}
      onPointerDown={scrub}
    >
      {marksOf(width).map((seconds) => (
        <span
          key={seconds}
          class="mark time"
          style={{ left: `${seconds * TICKS_PER_SECOND * perTick.value}px` }}
        >
          {label(seconds)}
        </span>
      ))}
    </div>
  );
}

function scrub(event: PointerEvent): void {
  const left = (event.currentTarget as Element).getBoundingClientRect().left;
  const go = (x: number) => lookAt(placeAt(arrangement.peek(), (x - left) / perTick.peek()) ?? null);
  pausePlaying();
  go(event.clientX);
  startDrag(event, { onMove: (_, x) => go(x) });
}

function marksOf(width: number): readonly number[] {
  const perSecond = perTick.value * TICKS_PER_SECOND;
  const step = STEPS.find((seconds) => seconds * perSecond >= ROOM) ?? STEPS[STEPS.length - 1] ?? 3600;
  return Array.from({ length: Math.floor(width / perSecond / step) + 1 }, (_, n) => (n * step * 10) / 10);
}

const label = (seconds: number): string => clock(Math.round(seconds * 10) * 24_000).replace(/\.?0{2,3}$/, "");
