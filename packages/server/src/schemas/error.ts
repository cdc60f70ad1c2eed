import { ERRORS, type ErrorCode } from "@cutstream/engine";
import { z } from "zod";

/** Body of every answer that is not a success. */
const errorBody = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
      message: z.string().meta({ description: "What is wrong, naming the offending value." }),
      remedy: z.string().meta({ description: "How to mend it." }),
      path: z
        .string()
        .exactOptional()
        .meta({ description: "Where in the request.", examples: ["timeline.clips[3].start"] }),
      requestId: z.string(),
    }),
  })
  .meta({ id: "Error" });

/** {@link errorBody} as a type. */
export type ErrorBody = z.infer<typeof errorBody>;

/** Responses that any `/v1` route may give besides its own. */
export const failures = { "4xx": errorBody, "5xx": errorBody };
