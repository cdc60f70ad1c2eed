import { z } from "zod";

/** Answer of `GET /readyz`. */
export const healthView = z
  .object({
    ok: z.boolean(),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string() })),
  })
  .meta({ id: "Health" });

/** Answer of `GET /healthz`. */
export const liveView = z.object({ ok: z.literal(true) });

/** Answer without a body. */
export const noContent = z.null().meta({ description: "Done." });
