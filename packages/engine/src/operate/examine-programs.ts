import { programMemory } from "../adapters/programs/limits.ts";
import { findMeans, type Means } from "../adapters/programs/means.ts";
import { asCutstreamError } from "../errors.ts";
import type { PartFinding } from "./examine-memory.ts";

/** Says how ffmpeg and other programs are confined on this machine, and what is missing for it. Never throws. */
export async function examinePrograms(): Promise<PartFinding> {
  try {
    return describeMeans(await findMeans(), programMemory());
  } catch (error) {
    const { message } = asCutstreamError(error);
    return { name: NAME, state: "missing", detail: message, remedy: "Set it to such as 6G, or unset it." };
  }
}

const NAME = "programs confined";

/** @param memory bytes that a program may have. Pure. */
export function describeMeans(means: Means, memory: number): PartFinding {
  const parts = [
    { there: means.limits, what: "limits of processor time and files" },
    { there: means.memory, what: `${(memory / 2 ** 30).toFixed(1)} GiB of memory each` },
    { there: means.withoutNetwork !== undefined, what: "no network" },
    { there: means.idly !== undefined, what: "jobs on idle time" },
  ];
  const list = (there: boolean) => parts.filter((part) => part.there === there).map(({ what }) => what);
  const [had, lacked] = [list(true), list(false)];
  const base = ["an environment without secrets", ...had].join(", ");
  if (lacked.length === 0) return { name: NAME, state: "good", detail: base };
  return {
    name: NAME,
    state: "poor",
    detail: `${base}; not: ${lacked.join(", ")}`,
    remedy:
      "Where strangers hand in files, run workers on Linux with util-linux, as a user that may make namespaces, or in a container that limits memory and has no network.",
  };
}
