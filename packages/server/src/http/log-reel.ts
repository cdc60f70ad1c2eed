import type { ViewerReelView } from "@cutstream/engine";
import type { FastifyBaseLogger } from "fastify";

/**
 * Logs a reel with each look-up in its mega asset: title, clip type (and the one asked for, where the title lacks it),
 * version and frames. What a viewer was shown, and why a cut was off, can be told from it.
 */
export function logReel(log: FastifyBaseLogger, { stream, reel }: ViewerReelView): void {
  const { viewer, cadence, mega, version, rankedBy, slots, notes } = reel;
  const lookups = slots.map(({ title, asked, clip, range, frames }) => {
    const type = clip === asked ? clip : `${clip} for ${asked}`;
    const shown = frames.end === range.end ? "" : ` shown to ${frames.end}`;
    return `${title} ${type} v${version} [${range.first}, ${range.end})${shown}`;
  });
  const facts = { stream: stream.id, viewer, cadence: `${cadence.id}@${cadence.revision}`, mega, version };
  log.info({ reel: { ...facts, rankedBy, lookups, notes } }, "reel laid out");
}
