/** @jsxImportSource preact */
import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type Axis, pixelOf } from "./axis.ts";

export interface PlayheadProps {
  readonly axis: Axis;
  readonly time: Signal<number>;
  readonly scroller: RefObject<HTMLElement | null>;
}

/** The line at the time that is shown. Where it walks out of view, the view follows a page. */
export function Playhead({ axis, time, scroller }: PlayheadProps) {
  const x = pixelOf(axis, time.value);
  const before = useRef(x);
  useEffect(() => {
    const { current: box } = scroller;
    if (box) {
      const edge = box.scrollLeft + box.clientWidth;
      if (before.current <= edge && x > edge) box.scrollLeft = x - box.clientWidth / 10;
    }
    before.current = x;
  }, [x, scroller]);
  return <div class="playhead" aria-hidden="true" style={{ transform: `translateX(${x}px)` }} />;
}
