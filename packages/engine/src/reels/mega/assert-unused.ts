import { CutstreamError } from "../../errors.ts";
import type { Catalog } from "../../seams/catalog.ts";

/** @throws CutstreamError `video_in_use` where reels are, or may be, made of a video. */
export async function assertUnused(catalog: Pick<Catalog, "megaVersionsOf">, video: string): Promise<void> {
  const used = await catalog.megaVersionsOf(video);
  if (used.length === 0) return;
  const where = used.map(({ mega, number }) => `${mega} version ${number}`).join(", ");
  throw new CutstreamError("video_in_use", `Video ${video} is what mega assets are made of: ${where}.`);
}
