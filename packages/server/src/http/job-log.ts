import type { JobRun, Observer } from "@cutstream/engine";
import type { FastifyBaseLogger } from "fastify";

/** Writes a line for each run of a job, with the id of the request that queued it. */
export interface JobLog extends Pick<Observer, "jobRan"> {
  /** Where lines go from now on; those before are kept until then. */
  to(log: FastifyBaseLogger): void;
}

/** An engine runs jobs before there is a server that logs: their lines wait for it. */
export function createJobLog(): JobLog {
  const early: JobRun[] = [];
  let log: FastifyBaseLogger | undefined;
  const write = ({ id, request, waited, seconds, ...run }: JobRun, into: FastifyBaseLogger): void => {
    const times = { waitedMs: Math.round(waited * 1000), ms: Math.round(seconds * 1000) };
    const line = { ...(request !== undefined && { requestId: request }), job: id, ...run, ...times };
    into[run.outcome === "failed" ? "warn" : "info"](line, "job ran");
  };
  return {
    jobRan(run) {
      if (log) write(run, log);
      else early.push(run);
    },
    to(target) {
      log = target;
      for (const run of early.splice(0)) write(run, target);
    },
  };
}
