import { type Http, segment } from "./http.ts";
import type { Experiment, ExperimentDetail, ExperimentInput } from "./telemetry-types.ts";
import type { Cancellable } from "./types.ts";

/** Comparisons of ways to make reels. */
export interface Experiments {
  /**
   * Starts an experiment; the same again changes nothing.
   * @throws CutstreamError `invalid_experiment`, `experiment_conflict`
   */
  put(id: string, input: ExperimentInput, options?: Cancellable): Promise<Experiment>;
  /** With what came of it. @throws CutstreamError `experiment_not_found` */
  get(id: string, options?: Cancellable): Promise<ExperimentDetail>;
  list(options?: Cancellable): Promise<readonly Experiment[]>;
  /** Ends one that did its work. @throws CutstreamError `experiment_not_found` */
  stop(id: string, options?: Cancellable): Promise<Experiment>;
  /** Ends one that does harm, at once. @throws CutstreamError `experiment_not_found` */
  kill(id: string, options?: Cancellable): Promise<Experiment>;
}

/** Experiments over HTTP. */
export function createExperiments(http: Http): Experiments {
  const path = (id: string, rest = "") => `/v1/experiments/${segment(id)}${rest}`;
  return {
    put: (id, json, options) => http.json(path(id), { ...options, method: "PUT", json }),
    get: (id, options) => http.json(path(id), options),
    list: async (options) =>
      (await http.json<{ items: readonly Experiment[] }>("/v1/experiments", options)).items,
    stop: (id, options) => http.json(path(id, "/stop"), { ...options, method: "POST" }),
    kill: (id, options) => http.json(path(id, "/kill"), { ...options, method: "POST" }),
  };
}
