import type { EditedOverlay } from "./arrangement.ts";

/** What an overlay is called in lists. */
export function overlayName({ content }: EditedOverlay): string {
  if (content.kind === "image") return content.name;
  if (content.kind === "color") return `Colour ${content.color}`;
  return content.text.split("\n", 1)[0]?.trim() || "Empty text";
}
