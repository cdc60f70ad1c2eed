import { z } from "zod";
import type { PlannedStyle } from "./surface.ts";

/** How a text looks, as it is stored. */
export const style = z.object({
  color: z.string(),
  background: z.string().nullable(),
  size: z.number(),
  weight: z.enum(["normal", "bold"]),
  align: z.enum(["left", "center", "right"]),
  font: z.enum(["sans-serif", "serif", "monospace", "system-ui", "cursive", "fantasy"]),
}) satisfies z.ZodType<PlannedStyle>;
