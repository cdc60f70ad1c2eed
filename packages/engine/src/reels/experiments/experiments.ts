import { isOld } from "../../age.ts";
import type {
  Assignment,
  ExperimentDefinition,
  ExperimentInput,
  ExperimentStatus,
  Traffic,
} from "../../api/experiments.ts";
import { CutstreamError } from "../../errors.ts";
import type { Catalog } from "../../seams/catalog.ts";
import { assignArm } from "./assign-arm.ts";
import { checkDefinition } from "./check-definition.ts";
import type { Experiment } from "./experiment.ts";

/** Experiments, and who takes part in them. */
export interface Experiments {
  /**
   * Starts an experiment; the same again changes nothing.
   * @throws CutstreamError `invalid_experiment`; `experiment_conflict` where another of that id was started, or one
   * that runs has some of its viewers.
   */
  put(id: string, input: ExperimentInput): Promise<Experiment>;
  /** @throws CutstreamError `experiment_not_found` */
  get(id: string): Promise<Experiment>;
  /** All, oldest first. */
  list(): Promise<readonly Experiment[]>;
  /**
   * Ends an experiment: the next reel of each of its viewers is made as for everybody, on this node at once, on others
   * within a second. One that has ended stays as it ended, but that a `stopped` one can still be `killed`.
   * @throws CutstreamError `experiment_not_found`
   */
  end(id: string, status: Exclude<ExperimentStatus, "running">): Promise<Experiment>;
  /** What a viewer's next reel is made by: a few microseconds. */
  assign(viewer: string): Promise<Assignment>;
}

/** Milliseconds that a node goes by the experiments that it knows: by then it has heard of one that was ended. */
const KNOWN = 1000;

/** Experiments over those that the catalog keeps. */
export function createExperiments({
  catalog,
  now,
}: {
  readonly catalog: Pick<Catalog, "insertExperiment" | "experiment" | "experiments" | "updateExperiment">;
  readonly now: () => number;
}): Experiments {
  let known: { readonly running: Promise<readonly Experiment[]>; readonly at: number } | undefined;

  const running = (): Promise<readonly Experiment[]> => {
    if (known && !isOld(known.at, now(), KNOWN)) return known.running;
    const asked = { running: catalog.experiments("running"), at: now() };
    known = asked;
    asked.running.catch(() => {
      // The next reel asks again.
      if (known === asked) known = undefined;
    });
    return asked.running;
  };

  const get = async (id: string): Promise<Experiment> => {
    const found = await catalog.experiment(id);
    if (!found) throw new CutstreamError("experiment_not_found", `There is no experiment ${id}.`);
    return found;
  };

  return {
    async put(id, input) {
      const definition = checkDefinition(id, input);
      const before = await catalog.experiment(id);
      if (before) {
        if (isSame(before, definition)) return before;
        const message = `Experiment ${id} was started with other arms or another goal, which would mix two in one.`;
        throw new CutstreamError("experiment_conflict", message);
      }
      const rival = (await catalog.experiments("running")).find((one) =>
        overlap(one.traffic, definition.traffic),
      );
      if (rival) {
        const { from, to } = rival.traffic;
        const message = `Experiment ${rival.id} has the viewers from ${from} to ${to} while it runs.`;
        throw new CutstreamError("experiment_conflict", message, { path: "traffic" });
      }
      await catalog.insertExperiment({
        ...definition,
        id,
        status: "running",
        createdAt: now(),
        endedAt: null,
      });
      known = undefined;
      return get(id);
    },

    get,

    list: () => catalog.experiments(),

    async end(id, status) {
      const before = await get(id);
      if (before.status === status || before.status === "killed") return before;
      await catalog.updateExperiment(id, { status, endedAt: before.endedAt ?? now() });
      known = undefined;
      return get(id);
    },

    assign: async (viewer) => assignArm(await running(), viewer),
  };
}

const overlap = (one: Traffic, other: Traffic): boolean => one.from < other.to && other.from < one.to;

function isSame(experiment: Experiment, definition: ExperimentDefinition): boolean {
  const { name, arms, traffic, holdout, goal } = experiment;
  return canonical({ name, arms, traffic, holdout, goal }) === canonical(definition);
}

/** JSON whose keys are sorted: the order in which somebody wrote them says nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
