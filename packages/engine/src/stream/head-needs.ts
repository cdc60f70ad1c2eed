import type { HeadId } from "../library/condition-frames.ts";
import { type Heads, headKey } from "./heads.ts";
import type { BoundPlan, TrackSpan } from "./tracks.ts";

/** A head, a piece of one, or a tail that a plan needs in one variant, and the span that it is for. */
export interface NeededHead {
  readonly id: HeadId;
  readonly span: TrackSpan;
}

/** Heads that these spans need, in the order in which they are played. */
export function neededHeads(spans: readonly TrackSpan[]): NeededHead[] {
  const needed: NeededHead[] = [];
  for (const span of spans) {
    const { version, video: track } = span;
    for (const { cut } of span.pieces) {
      if (cut.head) needed.push({ id: { version, track, ...cut.head }, span });
      if (cut.tail) needed.push({ id: { version, track, ...cut.tail }, span });
    }
  }
  return needed;
}

/** How much of what a plan needs exists. */
export interface HeadState {
  /** Distinct heads in the first variant. */
  readonly total: number;
  readonly ready: number;
  /** Frames that they hold together. */
  readonly frames: number;
  /** Bytes of those that exist, in every variant, by their blobs' keys. */
  readonly sizes: ReadonlyMap<string, number>;
  /**
   * Clips of spans of which one does not exist: all of a span's, since clips that follow on from one another would
   * need further heads between them if only some were moved.
   */
  readonly missing: ReadonlySet<number>;
}

/** Looks up what exists of the heads that a plan needs. */
export async function headState({ variants }: BoundPlan, heads: Heads): Promise<HeadState> {
  const sizes = new Map<string, number>();
  const missing = new Set<number>();
  const look = async ({ id, span }: NeededHead): Promise<void> => {
    const size = await heads.readySize(id);
    if (size !== undefined) sizes.set(headKey(id), size);
    else for (let clip = span.firstClip; clip <= span.lastClip; clip++) missing.add(clip);
  };
  await Promise.all(variants.flatMap((spans) => neededHeads(spans).map(look)));
  const first = new Map(neededHeads(variants[0] ?? []).map(({ id }) => [headKey(id), id.to - id.from]));
  const names = [...first.keys()];
  return {
    total: names.length,
    ready: names.filter((name) => sizes.has(name)).length,
    frames: [...first.values()].reduce((sum, frames) => sum + frames, 0),
    sizes,
    missing,
  };
}
