import { z } from "zod";
import { label, page, pageQuery, timestamp } from "./common.ts";

/** A picture that overlays show. */
export const assetView = z
  .object({
    id: z.string(),
    name: z.string(),
    format: z
      .enum(["png", "jpeg", "webp"])
      .meta({ description: "As it is kept: SVG is drawn once, as PNG." }),
    width: z.int(),
    height: z.int(),
    size: z.int().meta({ description: "Bytes." }),
    url: z.string().meta({ description: "Never changes; to be cached for good." }),
    createdAt: timestamp,
  })
  .meta({ id: "Asset" });

/** Answer of `GET /v1/assets`. */
export const assetPage = page(assetView);

/** Query of `GET /v1/assets`. */
export const assetQuery = z.strictObject(pageQuery);

/** Query of `POST /v1/assets`, where the body is the image. */
export const assetName = z.strictObject({ name: label.exactOptional() });
