import { stat } from "node:fs/promises";
import type { NormaliseRequest } from "../../seams/transcoder.ts";

/** Seconds, however short the source. */
const AT_LEAST = 600;
/** Bytes a second of the thinnest source that is believed: of one that says it is short, its size tells more. */
const THINNEST = 16_000;
/** Seconds for a second of source, whatever its picture. */
const PER_SECOND = 30;
/** Pixels that the slowest machine decodes, filters and encodes in a second: a tenth of what a small one does. */
const SLOWEST = 1_000_000;

/** Seconds of processor time that a source may take to be normalised: many times what it needs, and no more. */
export async function processorTime({ path, probe, video }: NormaliseRequest): Promise<number> {
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  const seconds = Math.max(probe.duration, bytes / THINNEST);
  return Math.ceil(AT_LEAST + seconds * (PER_SECOND + pixelsPerSecond(probe, video) / SLOWEST));
}

/** Of the larger of what is decoded and what is encoded. */
function pixelsPerSecond({ video }: NormaliseRequest["probe"], to: NormaliseRequest["video"]): number {
  if (to.kind === "copy") return 0;
  const rate = to.frameRate.num / to.frameRate.den;
  const decoded = (video?.width ?? 0) * (video?.height ?? 0);
  return Math.max(decoded, to.width * to.height) * rate;
}
