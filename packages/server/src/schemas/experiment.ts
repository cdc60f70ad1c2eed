import { z } from "zod";
import { label, timestamp } from "./common.ts";
import { estimate } from "./telemetry.ts";

const weight = z.number().min(0);
const overrides = z
  .strictObject({
    weights: z
      .strictObject({
        preference: weight,
        popularity: weight,
        recency: weight,
        learned: weight.exactOptional(),
      })
      .exactOptional()
      .meta({ description: "Of the ranking." }),
    cadence: z
      .string()
      .min(1)
      .max(200)
      .exactOptional()
      .meta({ description: "In place of the one asked for." }),
    clipTypes: z
      .array(z.string().min(1).max(200))
      .max(100)
      .exactOptional()
      .meta({ description: "The only ones shown." }),
  })
  .meta({ id: "ReelOverrides" });

const arm = z
  .strictObject({
    id: label.meta({ examples: ["control"] }),
    share: z.number().meta({ description: "Of the viewers; those of all arms add up to 1." }),
    overrides,
  })
  .meta({ id: "ExperimentArm" });

const traffic = z
  .strictObject({ from: z.number(), to: z.number() })
  .meta({ id: "Traffic", description: "Viewers by the number from 0 to 1 that each has." });

const metric = z.enum(["clickThrough", "completion", "followOn"]);

/** Id of an experiment in a path. */
export const experimentParams = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/, {
    error: "must have 1 to 100 letters, digits, dots, dashes and underscores",
  }),
});

/** Body of `PUT /v1/experiments/{id}`. */
export const experimentInput = z
  .strictObject({
    name: label.exactOptional(),
    arms: z.array(arm).max(100).meta({ description: "The first is compared with the others." }),
    traffic: traffic.exactOptional(),
    holdout: z
      .number()
      .exactOptional()
      .meta({ description: "Share of all viewers. Default 0.05, which is the least." }),
    goal: z
      .strictObject({
        metric: metric.exactOptional(),
        effect: z.number().exactOptional(),
        alpha: z.number().exactOptional(),
      })
      .exactOptional(),
  })
  .meta({ id: "ExperimentRequest" });

const view = {
  id: z.string(),
  name: z.string(),
  arms: z.array(arm),
  traffic,
  holdout: z.number(),
  goal: z.object({ metric, effect: z.number(), alpha: z.number() }),
  status: z.enum(["running", "stopped", "killed"]),
  createdAt: timestamp,
  endedAt: timestamp.nullable(),
};

/** An experiment. */
export const experimentView = z.object(view).meta({ id: "Experiment" });

/** An experiment and what came of it. */
export const experimentDetail = z
  .object({
    ...view,
    results: z.array(
      z.object({
        arm: z.string(),
        viewers: z.number(),
        ratio: estimate,
        comparison: z
          .object({
            difference: z.number(),
            low: z.number(),
            high: z.number(),
            p: z.number().meta({ description: "Valid at whatever time one looks." }),
            verdict: z.enum(["better", "worse", "open"]),
          })
          .nullable(),
      }),
    ),
  })
  .meta({ id: "ExperimentDetail" });
