import sharp from "sharp";
import type { Timeline } from "../../packages/client/src/index.ts";
import { type CodedCut, clipsOf, type TestServer } from "./server.ts";

/** Name of the asset that the timeline shows. */
const LOGO = "logo.png";

/** When each overlay of the timeline is seen, in seconds, and what it says. */
export const OVERLAYS = [
  { id: "overlay-0", from: 0.5, to: 3, text: "" },
  { id: "overlay-1", from: 1.9, to: 2.1, text: "Across the cut" },
  { id: "overlay-2", from: 3.2, to: 4.4, text: "1 : 0" },
  { id: "overlay-2", from: 4.4, to: 7, text: "1 : 1" },
] as const;

/** Uploads what {@link dressedTimeline} shows: a plain picture of one colour. */
export async function uploadLogo({ client }: TestServer): Promise<void> {
  const create = { width: 80, height: 40, channels: 3, background: "#ff00ff" } as const;
  const logo = await sharp({ create }).png().toBuffer();
  await client.assets.upload(Uint8Array.from(logo), { name: LOGO });
}

/** A timeline of cuts with an image, a text across a cut, and a text that changes: {@link OVERLAYS}. */
export function dressedTimeline({ client }: TestServer, cuts: readonly CodedCut[]): Timeline {
  return client
    .timeline(clipsOf(cuts))
    .overlay({ image: LOGO, start: 0.5, end: 3, position: { x: 0.1, y: 0.6 }, size: 0.25 })
    .overlay({ text: "Across the cut", start: 1.9, end: 2.1 })
    .overlay({
      template: "{h} : {a}",
      start: 3.2,
      end: 7,
      values: [
        { at: 0, values: { h: 1, a: 0 } },
        { at: 4.4, values: { a: 1 } },
      ],
    });
}
