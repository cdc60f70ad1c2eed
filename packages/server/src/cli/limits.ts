import { InvalidArgumentError } from "commander";
import { type AdmissionLimits, DEFAULT_LIMITS } from "../admission/limits.ts";

/** Reads one of `compose=64 lateness=500`, beside those that were read before. */
export function addLimit(text: string, before: Partial<AdmissionLimits> = {}): Partial<AdmissionLimits> {
  const [, name = "", value] = /^([a-zA-Z]+)=(\d{1,9})$/.exec(text) ?? [];
  if (Object.hasOwn(DEFAULT_LIMITS, name)) return { ...before, [name]: Number(value) };
  const names = Object.entries(DEFAULT_LIMITS).map(([known, number]) => `${known}=${number}`);
  throw new InvalidArgumentError(`It must be one of these, with a number: ${names.join(" ")}.`);
}
