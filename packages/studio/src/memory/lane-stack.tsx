/** @jsxImportSource preact */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { fitting, pixelOf, timeOf, widthOf, zoomed } from "./axis.ts";
import { LaneRow } from "./lane-row.tsx";
import type { LaneItem } from "./lanes.ts";
import type { Memory } from "./load-memory.ts";
import type { Playback } from "./playback.ts";
import { Playhead } from "./playhead.tsx";
import { Ruler } from "./ruler.tsx";
import { useView } from "./view.ts";

export interface LanesProps {
  readonly memory: Memory;
  readonly playback: Playback;
  /** Id of the moment that is chosen. */
  readonly selected: string | undefined;
  readonly onSelect: (item: LaneItem) => void;
}

/** How much closer one step goes. */
const STEP = 1.6;

/** Pixels beside what is seen that are drawn as well. */
const MARGIN = 200;

/** All lanes under one ruler, on one axis of time, which can be zoomed and scrolled. */
export function Lanes({ memory, playback, selected, onSelect }: LanesProps) {
  const { video, lanes, loudness } = memory;
  const duration = video.duration ?? 0;
  const scroller = useRef<HTMLDivElement>(null);
  const view = useView(scroller);
  const [closeness, setCloseness] = useState(1);
  const axis = zoomed(fitting(duration, view.width), closeness, view.width);
  const width = widthOf(axis);
  /** The time that stays where it is while the axis is zoomed, and how many pixels from the left it is. */
  const anchor = useRef<{ readonly at: number; readonly x: number } | null>(null);
  const zoom = (factor: number, x = view.width / 2) => {
    const next = zoomed(axis, factor, view.width).pixelsPerSecond;
    anchor.current = { at: timeOf(axis, view.left + x), x };
    setCloseness(next / fitting(duration, view.width).pixelsPerSecond);
  };
  useLayoutEffect(() => {
    if (anchor.current && scroller.current) {
      scroller.current.scrollLeft = pixelOf(axis, anchor.current.at) - anchor.current.x;
    }
    anchor.current = null;
  }, [closeness]);
  const wheel = (event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const left = scroller.current?.getBoundingClientRect().left ?? 0;
    zoom(STEP ** (-event.deltaY / 100), event.clientX - left);
  };
  const from = timeOf(axis, view.left - MARGIN);
  const to = timeOf(axis, view.left + view.width + MARGIN);
  return (
    <section class="lanes panel" aria-labelledby="memory">
      <header>
        <h2 id="memory">Memory</h2>
        <div class="zoom">
          <Button kind="quiet" icon="minus" aria-label="Zoom out" onClick={() => zoom(1 / STEP)} />
          <Button kind="quiet" onClick={() => setCloseness(1)}>
            Fit
          </Button>
          <Button kind="quiet" icon="add" aria-label="Zoom in" onClick={() => zoom(STEP)} />
        </div>
      </header>
      <div class="lane-table">
        <ul class="lane-names" aria-hidden="true">
          {lanes.map(({ name, title, kind, rows }) => (
            <li key={name} class={`lane-name ${kind}`} style={{ "--rows": String(rows) }}>
              {title}
            </li>
          ))}
        </ul>
        <div class="lane-scroller" ref={scroller} onWheel={wheel}>
          <div class="lane-inner" style={{ width: `${width}px` }}>
            <Ruler axis={axis} from={from} to={to} video={video} playback={playback} />
            {lanes.map((lane) => (
              <LaneRow
                key={lane.name}
                {...{ lane, axis, from, to, video, selected, onSelect }}
                loudness={lane.kind === "sound" ? loudness : undefined}
                time={playback.time}
              />
            ))}
            <Playhead axis={axis} time={playback.time} scroller={scroller} />
          </div>
        </div>
      </div>
      {lanes.length === 0 && <p class="waiting">Nothing is remembered yet. Ask for an analysis.</p>}
    </section>
  );
}
