import { createItemElement, type ItemElement } from "./item-element.ts";
import type { Item } from "./schedule.ts";
import type { DrawnItem } from "./state-at.ts";

/** The items over a picture. */
export interface Layer {
  readonly element: HTMLElement;
  /** Makes elements for these items, lowest first; those that stay as they are stay. */
  setItems(items: readonly Item[]): void;
  draw(items: readonly DrawnItem[]): void;
}

/** Makes an empty layer. It takes no clicks. */
export function createLayer(): Layer {
  const element = document.createElement("div");
  element.dataset.cutstreamLayer = "";
  Object.assign(element.style, {
    position: "absolute",
    overflow: "hidden",
    pointerEvents: "none",
    containerType: "size",
    // Its items say themselves when they are seen. An empty box that takes its place would count as a shift of layout.
    visibility: "hidden",
  });
  let known = new Map<string, { readonly content: string; readonly item: ItemElement }>();
  return {
    element,
    setItems(items) {
      const next: typeof known = new Map();
      for (const { id, content } of items) {
        const written = JSON.stringify(content);
        const before = known.get(id);
        const kept =
          before?.content === written ? before : { content: written, item: createItemElement(id, content) };
        next.set(id, kept);
      }
      const elements = [...next.values()].map(({ item }) => item.element);
      const same =
        elements.length === element.childElementCount &&
        elements.every((one, n) => element.children[n] === one);
      if (!same) element.replaceChildren(...elements);
      known = next;
    },
    draw(items) {
      const drawn = new Map(items.map((one) => [one.item.id, one]));
      for (const [id, { item }] of known) item.show(drawn.get(id) ?? null);
    },
  };
}
