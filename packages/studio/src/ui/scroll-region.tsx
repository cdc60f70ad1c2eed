/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";

export interface ScrollRegionProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** What is scrolled where it is too large, by keys too. */
export function ScrollRegion({ label, children }: ScrollRegionProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section class="scroll-region" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
