import { z } from "zod";
import { label, timestamp } from "./common.ts";

/** Body of `POST /v1/collections`. */
export const createCollection = z.strictObject({ name: label }).meta({ id: "CreateCollection" });

/** A collection as it is shown. */
export const collectionView = z
  .object({ id: z.string(), name: z.string(), createdAt: timestamp })
  .meta({ id: "Collection" });

/** Answer of `GET /v1/collections`: all of them. */
export const collectionList = z.object({ items: z.array(collectionView) });
