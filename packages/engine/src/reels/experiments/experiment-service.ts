import type { ExperimentService, ExperimentView } from "../../api/experiments.ts";
import type { EventStore } from "../../seams/event-store.ts";
import type { Experiment } from "./experiment.ts";
import type { Experiments } from "./experiments.ts";
import { resultsOf } from "./results.ts";

/** Experiments as faces see them. */
export function createExperimentService(
  experiments: Experiments,
  store: Pick<EventStore, "viewerSums">,
): ExperimentService {
  return {
    put: async (id, input) => view(await experiments.put(id, input)),
    async get(id) {
      const found = await experiments.get(id);
      return { ...view(found), results: await resultsOf(store, found) };
    },
    list: async () => (await experiments.list()).map(view),
    stop: async (id) => view(await experiments.end(id, "stopped")),
    kill: async (id) => view(await experiments.end(id, "killed")),
  };
}

function view({ createdAt, endedAt, ...experiment }: Experiment): ExperimentView {
  return {
    ...experiment,
    createdAt: new Date(createdAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
  };
}
