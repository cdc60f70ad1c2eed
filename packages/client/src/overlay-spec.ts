import type { ColorOverlay, DataOverlay, ImageOverlay, OverlayInput, TextOverlay } from "./surface-types.ts";

type Kindless<T> = Omit<T, "kind">;

/** An overlay, told by what it shows: an image (an asset, its id or its name), a text, a template or a colour. */
export type OverlaySpec =
  | (Omit<ImageOverlay, "kind" | "image"> & { readonly image: string | { readonly id: string } })
  | Kindless<TextOverlay>
  | Kindless<DataOverlay>
  | Kindless<ColorOverlay>;

/** An overlay as the server takes it. */
export function toOverlay(spec: OverlaySpec): OverlayInput {
  if ("image" in spec) {
    const { image } = spec;
    return { ...spec, kind: "image", image: typeof image === "string" ? image : image.id };
  }
  if ("text" in spec) return { ...spec, kind: "text" };
  if ("template" in spec) return { ...spec, kind: "data" };
  return { ...spec, kind: "color" };
}
