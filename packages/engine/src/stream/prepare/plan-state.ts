import { FLICKS_PER_SECOND } from "@cutstream/media";
import type { AudioPlanView } from "../../api/music.ts";
import type { Makers } from "../encoding/makers.ts";
import { type RenderedId, renderedKey, type TransformSources } from "../encoding/rendered.ts";
import type { BoundPlan, TrackSpan } from "../project/tracks.ts";
import { type HeadState, headState, sizesOf } from "./head-needs.ts";
import { mixState } from "./mix-needs.ts";

/** How much of what a plan needs exists. */
export interface PlanState extends HeadState {
  /** Bytes of heads and rendered segments that exist, in every variant, by their blobs' keys. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Distinct rendered segments of the first variant; undefined where the plan renders none. */
  readonly rendered?: RenderedState;
  /** What of the sound is encoded. */
  readonly audio: AudioPlanView;
}

export interface RenderedState {
  readonly segments: number;
  readonly ready: number;
  /** Seconds that all of them show. */
  readonly seconds: number;
  /** Bytes of those that exist. */
  readonly bytes: number;
}

/** Looks up what exists of all that a plan needs, each once. */
export async function planState(bound: BoundPlan, { heads, rendered, mixes }: Makers): Promise<PlanState> {
  const state = { ...(await headState(bound, heads)), audio: await mixState(bound, mixes) };
  if (bound.plan.render !== "segments") return state;
  const needed = bound.variants.map(
    (spans) => new Map(neededSegments(spans).map((id) => [renderedKey(id), id])),
  );
  const sizes = await sizesOf(new Map(needed.flatMap((ids) => [...ids])), rendered);
  const [first = new Map<string, RenderedId>()] = needed;
  let [ready, flicks, bytes] = [0, 0, 0];
  for (const [key, { from, to, track }] of first) {
    flicks += (to - from) * track.frameFlicks;
    const size = sizes.get(key);
    if (size === undefined) continue;
    ready++;
    bytes += size;
  }
  return {
    ...state,
    sizes: new Map([...state.sizes, ...sizes]),
    rendered: { segments: first.size, ready, seconds: flicks / FLICKS_PER_SECOND, bytes },
  };
}

/** Rendered segments of these spans, in the order in which they are played. */
export function neededSegments(spans: readonly TrackSpan[]): RenderedId[] {
  return spans.flatMap(({ version, video: track, pieces }) =>
    pieces.flatMap(({ from, to, render }) =>
      render ? [{ version, track, from, to, transform: render.transform }] : [],
    ),
  );
}

/** All that the transforms of a plan are made of. */
export function transformsOf({ plan, variants }: BoundPlan): TransformSources {
  const pieces = variants.flatMap((spans) => spans.flatMap((span) => span.pieces));
  const texts = new Map(pieces.flatMap(({ render }) => (render ? [[render.transform, render.text]] : [])));
  const overlays = plan.surface?.overlays ?? [];
  const images = overlays.flatMap((overlay) => (overlay.kind === "image" ? [overlay.image.hash] : []));
  const shown = new Map(
    variants.flat().flatMap(({ version, video: track, rendered: size }) => {
      const key = `${version} ${track.index.rendition} ${size?.width}x${size?.height}`;
      return size ? [[key, { version, track, size }] as const] : [];
    }),
  );
  return { texts, images: new Set(images), sizes: [...shown.values()] };
}
