import { z } from "zod";

/** Answer of `GET /readyz`. */
export const healthView = z
  .object({
    ok: z.boolean(),
    roles: z
      .array(z.enum(["api", "origin", "worker"]))
      .meta({ description: "What the node that answers does." }),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string() })),
  })
  .meta({ id: "Health" });

/** Answer of `GET /healthz`. */
export const liveView = z.object({ ok: z.literal(true) });

/** Answer without a body. */
export const noContent = z.null().meta({ description: "Done." });
