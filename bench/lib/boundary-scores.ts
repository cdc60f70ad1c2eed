import type { Range } from "./shot-truth.ts";

/** Frames by which a cut may be off and still be that cut, with an error. */
const NEAR = 5;

/** Right, wrong and missing ones, and how far the right ones are off, in frames. */
export class BoundaryScore {
  right = 0;
  wrong = 0;
  missing = 0;
  /** Absolute errors: one for each cut, two for each range. */
  readonly errors: number[] = [];
  /** Shared frames by all frames of those found and of those there, for each range that is right. */
  readonly overlaps: number[] = [];

  /** Counts cuts, each with the nearest there. @param say takes a line for each one that is not exact */
  addCuts(found: readonly number[], truth: readonly number[], say: (line: string) => void): void {
    const left = new Set(found);
    for (const at of truth) {
      const near = [...left].sort((a, b) => Math.abs(a - at) - Math.abs(b - at))[0];
      if (near === undefined || Math.abs(near - at) > NEAR) {
        this.missing++;
        say(`cut ${at} missed`);
        continue;
      }
      left.delete(near);
      this.right++;
      this.errors.push(Math.abs(near - at));
      if (near !== at) say(`cut ${at} found at ${near}`);
    }
    this.wrong += left.size;
    for (const at of left) say(`no cut at ${at}`);
  }

  /** Counts ranges, each with the one there that it shares most with. */
  addRanges(found: readonly Range[], truth: readonly Range[], say: (line: string) => void): void {
    const left = new Set(found);
    for (const there of truth) {
      const best = [...left].sort((a, b) => overlap(b, there) - overlap(a, there))[0];
      if (best === undefined || overlap(best, there) === 0) {
        this.missing++;
        say(`gradual ${show(there)} missed`);
        continue;
      }
      left.delete(best);
      this.right++;
      this.errors.push(Math.abs(best.from - there.from), Math.abs(best.to - there.to));
      this.overlaps.push(overlap(best, there));
      if (best.from !== there.from || best.to !== there.to)
        say(`gradual ${show(there)} found at ${show(best)}`);
    }
    this.wrong += left.size;
    for (const range of left) say(`nothing gradual at ${show(range)}`);
  }

  /** Right of those found. */
  get precision(): number {
    return this.right / (this.right + this.wrong);
  }

  /** Found of those there. */
  get recall(): number {
    return this.right / (this.right + this.missing);
  }

  get there(): number {
    return this.right + this.missing;
  }

  get found(): number {
    return this.right + this.wrong;
  }
}

const show = ({ from, to }: Range) => `[${from}, ${to})`;

function overlap(a: Range, b: Range): number {
  const shared = Math.min(a.to, b.to) - Math.max(a.from, b.from);
  return shared <= 0 ? 0 : shared / (a.to - a.from + b.to - b.from - shared);
}
