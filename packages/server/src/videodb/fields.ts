import { CutstreamError } from "@cutstream/engine";
import { z } from "zod";
import { faultOf } from "../http/validation.ts";

/** Fields as the SDKs send them: Python sends null for what is not set, numbers may be texts. */

/** A text, or nothing. */
export const text = z.string().nullish().transform(orUndefined);

/** A number, which may be written as a text, or nothing. */
export const number = z
  .union([z.number(), z.string().transform(Number).pipe(z.number())])
  .nullish()
  .transform(orUndefined);

/** An address that is told of what was done, or nothing: refused before anything is begun that nobody could be told of. */
export const callback = z
  .url({ protocol: /^https?$/, error: "must be an address that begins with http: or https:" })
  .nullish()
  .transform(orUndefined);

/** A truth, which may be written as a text, or nothing. */
export const truth = z
  .union([z.boolean(), z.enum(["true", "false", "True", "False"]).transform((word) => /^t/i.test(word))])
  .nullish()
  .transform(orUndefined);

function orUndefined<T>(value: T | null | undefined): T | undefined {
  return value ?? undefined;
}

/** Reads a body or a query; fields that the schema does not name are left. @throws CutstreamError `invalid_request` */
export function read<T extends z.ZodType>(schema: T, data: unknown): z.output<T> {
  const result = schema.safeParse(data ?? {});
  if (result.success) return result.data;
  const { message } = faultOf(result.error, data);
  throw new CutstreamError("invalid_request", message);
}
