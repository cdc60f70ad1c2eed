import type { Observer, TimedStep } from "./observer.ts";
import { traced } from "./traced.ts";

/** Does a step of the engine: traced under its name, timed for the observer. Throws what the work throws. */
export type DoStep = <T>(step: TimedStep, kind: string, work: () => Promise<T>) => Promise<T>;

/** Makes what steps are done with. */
export function createSteps(observer: Observer): DoStep {
  return async (step, kind, work) => {
    const begun = performance.now();
    let failed = true;
    try {
      const result = await traced(step, kind === "" ? {} : { "cutstream.kind": kind }, work);
      failed = false;
      return result;
    } finally {
      observer.timed(step, kind, (performance.now() - begun) / 1000, failed);
    }
  };
}
