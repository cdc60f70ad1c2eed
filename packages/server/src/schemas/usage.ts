import { z } from "zod";

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, "must be a day such as 2026-11-22");

/** Query of `GET /v1/usage`. */
export const usageQuery = z.object({
  from: day
    .exactOptional()
    .meta({ description: "First day, in UTC; by default the first of the month of `to`." }),
  to: day.exactOptional().meta({ description: "Last day; today by default." }),
  by: z.enum(["day", "key", "user"]).exactOptional(),
  format: z.enum(["json", "csv"]).exactOptional(),
});

const count = z.int().min(0);

const amounts = {
  retrievals: count,
  streams: count.meta({ description: "Published, those of reels among them." }),
  reels: count,
  segments: count.meta({
    description: "Named by media playlists that players asked for, once a day for each playlist of a stream.",
  }),
  uniqueSegments: count.nullable().meta({
    description: "Different ones that the origin answered with, once a day each; null by key and by user.",
  }),
  encoderSeconds: z.number().min(0),
  bytes: count.meta({ description: "Written to players, headers among them." }),
};

/** Answer of `GET /v1/usage`. */
export const usageView = z
  .object({
    from: day,
    to: day,
    by: z.enum(["day", "key", "user"]),
    rows: z.array(
      z.object({
        of: z.string().meta({ description: "Day, name of the key, or user; empty where there was none." }),
        ...amounts,
      }),
    ),
    total: z.object(amounts),
  })
  .meta({ id: "Usage" });
