import { z } from "zod";
import { number, text, truth } from "../fields.ts";
import { wrong } from "./refuse.ts";

/** Body of `POST /editor`. Fields that are not set are null in Python and missing in Node. */

const crop = z.object({ top: number, right: number, bottom: number, left: number }).nullish();
const common = { start: number, volume: number, crop };

const font = z.object({
  family: text,
  font_name: text,
  name: text,
  size: number,
  font_size: number,
  color: text,
  opacity: number,
  weight: number,
});

/** Of captions: nothing of it is drawn, but what is asked for is told. */
const look = z.record(z.string(), z.unknown()).nullish();

const asset = z.discriminatedUnion("type", [
  z.object({ type: z.literal("video"), id: z.string(), ...common }),
  z.object({ type: z.literal("audio"), id: z.string(), ...common }),
  z.object({ type: z.literal("image"), id: z.string(), crop }),
  z.object({
    type: z.literal("text"),
    text: z.string(),
    font: font.nullish(),
    alignment: z.object({ horizontal: text, vertical: text }).nullish(),
    background: z.object({ color: text, opacity: number, border_width: number }).nullish(),
    border: z.object({ color: text, width: number }).nullish(),
    shadow: z.object({ color: text, x: number, y: number }).nullish(),
    tabsize: number,
    line_spacing: number,
    width: number,
    height: number,
  }),
  z.object({
    type: z.literal("caption"),
    src: text,
    animation: text,
    font: look,
    primary_color: text,
    secondary_color: text,
    back_color: text,
    border: look,
    position: look,
  }),
]);

const clip = z.object({
  asset,
  duration: number,
  scale: number,
  opacity: number,
  fit: text,
  position: text,
  offset: z.object({ x: number, y: number }).nullish(),
  z_index: number,
  transition: z.object({ in: text, out: text, duration: number }).nullish(),
  filter: text,
  effect: text,
  is_muted: truth,
});

const track = z.object({
  z_index: number,
  clips: z.array(z.object({ start: number, clip })),
});

/** The editor's timeline. */
export const editorTimeline = z.object({
  background: text,
  resolution: text,
  tracks: z.array(track),
});
export type EditorTimeline = z.output<typeof editorTimeline>;
export type EditorAsset = z.output<typeof asset>;
/** Assets of one kind. */
export type AssetOf<Kind extends EditorAsset["type"]> = Extract<EditorAsset, { type: Kind }>;

/** A clip, at its place. Seconds. */
export interface LaidClip<Asset extends EditorAsset = EditorAsset> {
  readonly path: string;
  readonly asset: Asset;
  readonly start: number;
  /** Undefined where it is not said. */
  readonly duration: number | undefined;
  readonly clip: z.output<typeof clip>;
}

/** Clips from the lowest to the one on top. */
export function layerClips({ tracks }: EditorTimeline): LaidClip[] {
  const laid = tracks.flatMap(({ clips, z_index: z = 0 }, track) =>
    clips.map(({ start = 0, clip }, n) => {
      const path = `tracks[${track}].clips[${n}]`;
      if (start < 0) throw wrong(path, `starts at ${start} s, before the timeline`);
      const order = [z, track, clip.z_index ?? 0, n] as const;
      return { path, asset: clip.asset, start, duration: clip.duration, clip, order };
    }),
  );
  return laid.sort((a, b) => compare(a.order, b.order)).map(({ order: _, ...clip }) => clip);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, n) => value !== b[n]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** Clips of one kind. */
export function ofKind<Kind extends EditorAsset["type"]>(
  clips: readonly LaidClip[],
  kind: Kind,
): LaidClip<AssetOf<Kind>>[] {
  return clips.flatMap(({ asset, ...clip }) =>
    asset.type === kind ? [{ ...clip, asset: asset as AssetOf<Kind> }] : [],
  );
}

/** `1280x720` in pixels; that is also what it is where nothing is said. */
export function readResolution(text = "1280x720"): { width: number; height: number } {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text) ?? [];
  if (width && height) return { width: Number(width), height: Number(height) };
  throw wrong("resolution", `${text} is none; write it as 1280x720`);
}
