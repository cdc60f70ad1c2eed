/** @jsxImportSource preact */
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { layOut, lengthOf, ticksOf } from "../core/place.ts";
import { arrangement, playhead } from "../state/store.ts";
import { StripClip } from "./clip.tsx";
import { Lanes } from "./lanes.tsx";
import { dropMark } from "./reorder.ts";
import { Ruler } from "./ruler.tsx";
import { fit, isFitted, perTick, stripWidth, zoom } from "./scale.ts";

/** The timeline: clips one after the other, what lies over them, and where one looks. */
export function Strip() {
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => followWidth(scroller.current), []);
  useEffect(() => keepInView(scroller.current), [playhead.value]);
  const now = arrangement.value;
  const width = Math.max(stripWidth.value, lengthOf(now) * perTick.value + 80);
  return (
    <section class="strip" aria-label="Timeline">
      <div class="scale">
        <Button
          kind="quiet"
          icon="minus"
          aria-label="Show more of the timeline"
          onClick={() => zoom(1 / 1.6)}
        />
        <Button kind="quiet" icon="add" aria-label="Show it in more detail" onClick={() => zoom(1.6)} />
        <Button kind="quiet" aria-pressed={isFitted.value} onClick={fit}>
          Fit
        </Button>
      </div>
      <div class="scroller" ref={scroller}>
        <div class="field-of-time" style={{ width: `${width}px` }}>
          <Ruler width={width} />
          <ol class="track clips" aria-label="Clips">
            {layOut(now).map((laid) => (
              <StripClip key={laid.clip.key} laid={laid} />
            ))}
          </ol>
          <Lanes />
          <Head />
          {dropMark.value !== null && (
            <span class="drop" style={{ left: `${dropMark.value * perTick.value}px` }} />
          )}
        </div>
      </div>
    </section>
  );
}

/** A line where one looks. */
function Head() {
  const place = playhead.value;
  const ticks = place && ticksOf(arrangement.value, place);
  if (ticks === null || ticks === undefined) return null;
  return <span class="head" aria-hidden="true" style={{ left: `${ticks * perTick.value}px` }} />;
}

function followWidth(element: HTMLElement | null): () => void {
  if (!element) return () => {};
  const sizes = new ResizeObserver(() => {
    stripWidth.value = element.clientWidth;
  });
  sizes.observe(element);
  return () => sizes.disconnect();
}

/** Scrolls where the line would leave the window. */
function keepInView(element: HTMLElement | null): void {
  const place = playhead.peek();
  const ticks = place && ticksOf(arrangement.peek(), place);
  if (!element || ticks === null || ticks === undefined) return;
  const x = ticks * perTick.peek();
  const { scrollLeft, clientWidth } = element;
  if (x < scrollLeft || x > scrollLeft + clientWidth - 24) element.scrollLeft = x - clientWidth / 4;
}
