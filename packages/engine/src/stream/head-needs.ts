import { cutRange } from "@cutstream/media";
import type { LibraryVersion } from "../library/library.ts";
import type { HeadId, Heads } from "./heads.ts";
import type { Plan } from "./plan.ts";
import { headName } from "./playlists.ts";
import { trackSpans, variantCount } from "./tracks.ts";

/** A head (or tail) that a plan needs in one variant, and the clip that it is for. */
export interface NeededHead {
  readonly id: HeadId;
  readonly clip: number;
}

/** Heads that variant `variant` of a plan needs, in the order in which they are played. */
export function neededHeads(
  plan: Plan,
  versions: ReadonlyMap<string, LibraryVersion>,
  variant: number,
): NeededHead[] {
  return trackSpans(plan, versions, variant).flatMap(
    ({ version, video: track, from, to, firstClip, lastClip }) => {
      const { head, tail } = cutRange(track, from, to);
      const needed: NeededHead[] = [];
      if (head) needed.push({ id: { version, track, ...head }, clip: firstClip });
      if (tail) needed.push({ id: { version, track, ...tail }, clip: lastClip });
      return needed;
    },
  );
}

/** How much of what a plan needs exists. */
export interface HeadState {
  readonly total: number;
  readonly ready: number;
  readonly frames: number;
  /** Bytes of those that exist, in every variant, by {@link headName}. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Clips of which one does not exist. */
  readonly missing: ReadonlySet<number>;
}

/** Looks up what exists of the heads that a plan needs. Counts are of distinct heads in the first variant. */
export async function headState(
  plan: Plan,
  versions: ReadonlyMap<string, LibraryVersion>,
  heads: Heads,
): Promise<HeadState> {
  const sizes = new Map<string, number>();
  const missing = new Set<number>();
  const first = new Map<string, number>();
  for (let variant = 0; variant < variantCount(plan); variant++) {
    await Promise.all(
      neededHeads(plan, versions, variant).map(async ({ id, clip }) => {
        const name = headName(id.version, id.track.index.rendition, id.from, id.to);
        if (variant === 0) first.set(name, id.to - id.from);
        const size = await heads.readySize(id);
        if (size === undefined) missing.add(clip);
        else sizes.set(name, size);
      }),
    );
  }
  const names = [...first.keys()];
  return {
    total: names.length,
    ready: names.filter((name) => sizes.has(name)).length,
    frames: [...first.values()].reduce((sum, frames) => sum + frames, 0),
    sizes,
    missing,
  };
}
