import { CutstreamError } from "../errors.ts";
import type { MovieContents } from "../stream/downloads/movie-layout.ts";
import { headKey } from "../stream/encoding/heads.ts";
import type { Makers } from "../stream/encoding/makers.ts";
import { renderedKey } from "../stream/encoding/rendered.ts";
import { neededHeads } from "../stream/prepare/head-needs.ts";
import { neededSegments, transformsOf } from "../stream/prepare/plan-state.ts";
import { mixesOf, project } from "../stream/project/project.ts";
import type { BoundPlan } from "../stream/project/tracks.ts";

/** Parts that are asked for at a time; how many are encoded at a time is up to the pool. */
const AT_A_TIME = 4;

/**
 * Makes all that a film of a plan's first variant needs, behind everything that viewers wait for. What exists is
 * left as it is: after a crash the work goes on where it stopped.
 * @param report share of the parts that are there.
 * @throws CutstreamError `cancelled`, `encoder_failed`, `encoder_missing`
 */
export async function makeParts(
  bound: BoundPlan,
  contents: MovieContents,
  { heads, rendered, mixes }: Makers,
  { signal, report }: { readonly signal: AbortSignal; readonly report: (share: number) => void },
): Promise<void> {
  const [spans = []] = bound.variants;
  const parts = new Map<string, () => Promise<void>>();
  if (contents === "video") {
    await rendered.register(transformsOf(bound));
    for (const { id } of neededHeads(spans)) parts.set(headKey(id), () => heads.prepare(id, signal, "soon"));
    for (const id of neededSegments(spans))
      parts.set(renderedKey(id), () => rendered.prepare(id, signal, "soon"));
  }
  for (const [n, path] of mixesOf(project(spans, "default")).entries())
    parts.set(`mix ${n}`, () => mixes.prepare(path, signal, "soon"));
  let done = 0;
  const left = parts.values();
  let failed: unknown;
  const makeOn = async (): Promise<void> => {
    for (const make of left) {
      if (failed !== undefined) return;
      signal.throwIfAborted();
      await make().catch((error: unknown) => {
        failed ??= error;
        throw error;
      });
      done++;
      report(done / parts.size);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, parts.size) }, makeOn));
  if (signal.aborted) throw new CutstreamError("cancelled", "The export was cancelled.");
}
