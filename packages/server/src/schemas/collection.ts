import { z } from "zod";
import { label, timestamp } from "./common.ts";
import { jobView } from "./job.ts";
import { prepareRequest } from "./video.ts";

const prepares = z.array(prepareRequest).max(10).meta({
  description:
    "Rendered of each of its videos when it is ready: streams that ask for the same wait for nothing.",
});

/** Body of `POST /v1/collections`. */
export const createCollection = z
  .strictObject({ name: label, prepare: prepares.exactOptional() })
  .meta({ id: "CreateCollection" });

/** Body of `PATCH /v1/collections/{id}`. */
export const changeCollection = z
  .strictObject({ name: label.exactOptional(), prepare: prepares.exactOptional() })
  .meta({ id: "ChangeCollection" });

const shown = {
  id: z.string(),
  name: z.string(),
  createdAt: timestamp,
  prepare: z
    .array(prepareRequest)
    .meta({ description: "What is rendered of each of its videos ahead of time." }),
};

/** A collection as it is shown. */
export const collectionView = z.object(shown).meta({ id: "Collection" });

/** The same with the jobs that render what it asks for. */
export const collectionDetail = z
  .object({
    ...shown,
    jobs: z
      .array(jobView)
      .meta({ description: "Renders of its videos as they are now, by what it asks for now." }),
  })
  .meta({ id: "CollectionDetail" });

/** Answer of `GET /v1/collections`: all of them. */
export const collectionList = z.object({ items: z.array(collectionView) });
