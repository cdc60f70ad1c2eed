import { setImmediate as nextTurn } from "node:timers/promises";
import type { HeadId } from "../../library/condition-frames.ts";
import { type Heads, headKey } from "../encoding/heads.ts";
import type { BoundPlan, TrackSpan } from "../project/tracks.ts";

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
    for (const { cut, render } of span.pieces) {
      if (render) continue;
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

/**
 * Heads that are looked for at a time: a long timeline needs thousands, and would stand in front of all else that is
 * asked of the disk.
 */
const LOOKS_AT_A_TIME = 32;
/** Looks after which others get their turn: a store may answer without ever letting go of the thread. */
const LOOKS_IN_A_TURN = 256;

/** Looks up what exists of the heads that a plan needs, each once. */
export async function headState({ variants }: BoundPlan, heads: Heads): Promise<HeadState> {
  const needed = variants.map((spans) =>
    neededHeads(spans).map(({ id, span }) => ({ id, span, key: headKey(id) })),
  );
  const sizes = await sizesOf(new Map(needed.flat().map(({ key, id }) => [key, id])), heads);
  const missing = new Set<number>();
  for (const { key, span } of needed.flat()) {
    if (sizes.has(key)) continue;
    for (let clip = span.firstClip; clip <= span.lastClip; clip++) missing.add(clip);
  }
  const first = new Map(needed[0]?.map(({ key, id }) => [key, id.to - id.from]));
  return {
    total: first.size,
    ready: [...first.keys()].filter((key) => sizes.has(key)).length,
    frames: [...first.values()].reduce((sum, frames) => sum + frames, 0),
    sizes,
    missing,
  };
}

/** Sizes of those of these heads, or of other encoded runs, that exist. */
export async function sizesOf<Id>(
  ids: ReadonlyMap<string, Id>,
  runs: { readySize(id: Id): Promise<number | undefined> },
): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  const left = ids.entries();
  let looks = 0;
  const lookOn = async (): Promise<void> => {
    for (const [key, id] of left) {
      const size = await runs.readySize(id);
      if (size !== undefined) sizes.set(key, size);
      if (++looks % LOOKS_IN_A_TURN === 0) await nextTurn();
    }
  };
  await Promise.all(Array.from({ length: Math.min(ids.size, LOOKS_AT_A_TIME) }, lookOn));
  return sizes;
}
