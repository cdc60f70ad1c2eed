/** What happens in a drag. */
export interface Drag {
  /** Told how far the pointer is from where it began, and where it is, in pixels of the page. */
  readonly onMove: (by: number, x: number) => void;
  /** Told that it ended; `moved` is false for a mere click. */
  readonly onEnd?: (moved: boolean) => void;
}

/** Pixels that a hand may tremble. */
const TREMBLE = 3;

/** Follows a pointer from where it was pressed until it is released. */
export function startDrag(event: PointerEvent, { onMove, onEnd }: Drag): void {
  if (event.button !== 0) return;
  const { clientX: from, pointerId } = event;
  const target = event.currentTarget as Element;
  const life = new AbortController();
  const { signal } = life;
  let moved = false;
  const move = (now: PointerEvent) => {
    if (now.pointerId !== pointerId) return;
    const by = now.clientX - from;
    moved ||= Math.abs(by) > TREMBLE;
    if (!moved) return;
    target.setPointerCapture(pointerId);
    onMove(by, now.clientX);
  };
  const end = (now: PointerEvent) => {
    if (now.pointerId !== pointerId) return;
    life.abort();
    onEnd?.(moved);
  };
  addEventListener("pointermove", move, { signal });
  addEventListener("pointerup", end, { signal });
  addEventListener("pointercancel", end, { signal });
}
