import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** The part of a scrolled line that is seen, in pixels. */
export interface View {
  readonly left: number;
  readonly width: number;
}

/** What is seen of an element that scrolls sideways, kept up to date. */
export function useView(element: RefObject<HTMLElement | null>): View {
  const [view, setView] = useState<View>({ left: 0, width: 800 });
  useLayoutEffect(() => {
    const scroller = element.current;
    if (!scroller) return undefined;
    const look = () => setView({ left: scroller.scrollLeft, width: scroller.clientWidth });
    const observer = new ResizeObserver(look);
    observer.observe(scroller);
    scroller.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      scroller.removeEventListener("scroll", look);
    };
  }, [element]);
  return view;
}
