import type { Kysely } from "kysely";
import { CutstreamError } from "../../errors.ts";
import type { CatalogSchema } from "./schema.ts";

/** Makes sure, in the transaction of what is stored with it, that a video is there. @throws CutstreamError `video_not_found` */
export async function assertVideo(tx: Kysely<CatalogSchema>, id: string): Promise<void> {
  const video = await tx.selectFrom("videos").select("id").where("id", "=", id).executeTakeFirst();
  if (!video) throw new CutstreamError("video_not_found", `There is no video ${id}.`);
}
