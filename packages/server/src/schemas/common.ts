import { z } from "zod";

/** Name a person gives to a thing; may be any text without control characters. */
export const label = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), {
    error: "must not hold control characters or broken ones",
  });

/** Id in a path or a body; whether it exists is the engine's to say. */
export const id = z.string().min(1).max(200);

/** `/{id}` in a path. */
export const idParams = z.strictObject({ id });

/** `?cursor=&limit=` of every list. */
export const pageQuery = {
  cursor: z.string().max(1000).exactOptional().meta({ description: "`next` of the page before." }),
  limit: z.coerce.number().int().min(1).max(500).exactOptional().meta({ description: "Items a page." }),
};

/** One page of a list; `next` is null on the last. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** Moment as RFC 3339 text. */
export const timestamp = z.string().meta({ format: "date-time" });

/** An error that a video or a job keeps. */
export const storedError = z
  .object({ code: z.string(), message: z.string(), remedy: z.string() })
  .meta({ id: "StoredError" });
