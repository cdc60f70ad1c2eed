import type { ExperimentDefinition, ExperimentStatus } from "../../api/experiments.ts";

/** An experiment as it is kept. */
export interface Experiment extends ExperimentDefinition {
  readonly id: string;
  readonly status: ExperimentStatus;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly endedAt: number | null;
}
