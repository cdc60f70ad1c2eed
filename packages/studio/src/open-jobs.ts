import type { Job } from "cutstream";

/** Jobs that have not ended, by id. */
export type OpenJobs = ReadonlyMap<string, Job>;

/** Whether a job will not change any more by itself. */
export function hasEnded({ status }: Pick<Job, "status">): boolean {
  return status === "done" || status === "failed" || status === "cancelled";
}

/** The jobs after one has changed. */
export function withJob(jobs: OpenJobs, job: Job): OpenJobs {
  const next = new Map(jobs);
  if (hasEnded(job)) next.delete(job.id);
  else next.set(job.id, job);
  return next;
}

/** What is being done for a video, as people call it. */
export interface Activity {
  readonly text: string;
  /** 0 to 1. */
  readonly share: number;
}

const KINDS: Readonly<Record<string, string>> = {
  ingest: "Taking in",
  ladder: "Making renditions",
  index: "Analysing",
  heads: "Preparing cuts",
  render: "Rendering",
};

/** What is being done for a video; undefined where nothing is. Taking it in goes before all that follows from it. */
export function activityOf(video: string, jobs: OpenJobs): Activity | undefined {
  const own = [...jobs.values()].filter((job) => job.video === video);
  const [first] = own.toSorted((a, b) => rank(a) - rank(b));
  if (!first) return undefined;
  const name = KINDS[first.kind] ?? first.kind;
  if (first.status === "queued") return { text: `${name}: waiting for its turn`, share: 0 };
  return { text: first.stage ? `${name}: ${first.stage}` : name, share: first.progress };
}

function rank({ kind, status }: Job): number {
  return Math.max(0, Object.keys(KINDS).indexOf(kind)) + (status === "running" ? 0 : 10);
}
