import type { Content, Place } from "./schedule.ts";
import type { DrawnItem } from "./state-at.ts";

/** Lines are this much higher than their letters. */
const LINE_HEIGHT = 1.2;

/** An item on the page: made once, then shown and hidden. */
export interface ItemElement {
  readonly element: HTMLElement;
  /** Null: hidden. Writes only what is not so already. */
  show(drawn: DrawnItem | null): void;
}

/** Makes an item's element, hidden. Lengths are relative to the layer, which is a size container. */
export function createItemElement(id: string, content: Content): ItemElement {
  const element = elementOf(content);
  element.dataset.cutstreamOverlay = id;
  Object.assign(element.style, { position: "absolute", visibility: "hidden" });
  let seen = false;
  let opacity = 1;
  let text: string | null = null;
  return {
    element,
    show(drawn) {
      if (seen !== (drawn !== null)) {
        seen = drawn !== null;
        element.style.visibility = seen ? "visible" : "hidden";
      }
      if (!drawn) return;
      if (drawn.opacity !== opacity) {
        opacity = drawn.opacity;
        element.style.opacity = String(opacity);
      }
      if (drawn.text !== text) {
        text = drawn.text;
        // Never markup: it comes from whoever made the stream.
        element.textContent = text;
      }
    },
  };
}

function elementOf(content: Content): HTMLElement {
  if (content.kind === "color") {
    const element = document.createElement("div");
    Object.assign(element.style, { inset: "0", background: content.color });
    return element;
  }
  return content.kind === "image" ? imageOf(content) : textOf(content);
}

function imageOf({ place, url, aspect }: Content & { kind: "image" }): HTMLElement {
  const element = document.createElement("img");
  element.alt = "";
  element.decoding = "sync";
  element.referrerPolicy = "no-referrer";
  element.src = url;
  put(element, place);
  const width = place.size === null ? "auto" : percent(place.size);
  Object.assign(element.style, { width, height: "auto", aspectRatio: String(aspect), maxWidth: "none" });
  return element;
}

function textOf({ place, style }: Content & { kind: "text" }): HTMLElement {
  const element = document.createElement("div");
  put(element, place);
  Object.assign(element.style, {
    width: "max-content",
    maxWidth: percent(place.size ?? roomFor(place)),
    boxSizing: "border-box",
    color: style.color,
    font: `${style.bold ? "bold " : ""}${(style.size * 100) / LINE_HEIGHT}cqh/${LINE_HEIGHT} ${style.font}`,
    textAlign: style.align,
    whiteSpace: "pre-line",
    overflowWrap: "anywhere",
  });
  if (style.background !== null) {
    Object.assign(element.style, { background: style.background, padding: "0.1em 0.4em" });
  }
  return element;
}

/** Puts the item's own anchor at its point of the picture. */
function put(element: HTMLElement, { anchor, x, y }: Place): void {
  const transform = `translate(${percent(-anchor.x)}, ${percent(-anchor.y)})`;
  Object.assign(element.style, { left: percent(x), top: percent(y), transform });
}

/** Width between a text's point and the edges of the picture. */
function roomFor({ anchor, x }: Place): number {
  if (anchor.x === 0) return 1 - x;
  return anchor.x === 1 ? x : 2 * Math.min(x, 1 - x);
}

const percent = (fraction: number): string => `${fraction * 100}%`;
