import { signal } from "@preact/signals";
import type { Job } from "cutstream";
import { isAbort } from "./notices.ts";
import { hasEnded, type OpenJobs, withJob } from "./open-jobs.ts";
import { cs } from "./server.ts";

/** Milliseconds until a connection that broke is made anew. */
const PATIENCE = 2000;

const open = signal<OpenJobs>(new Map());
const listeners = new Set<(job: Job | null) => void>();

/** Jobs that have not ended, by id, as the server tells of them. */
export const openJobs: { readonly value: OpenJobs } = open;

/**
 * Tells of each job that ends; and with null that the connection is a new one, and jobs may have ended unseen. @returns
 * what ends it.
 */
export function onJobEnd(listener: (job: Job | null) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows what the server does for as long as the page is open. Call once. */
export async function followJobs(): Promise<never> {
  for (let first = true; ; first = false) {
    if (!first) await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    try {
      await followOnce(first);
    } catch (error) {
      // Whatever the page itself asks for says why the server does not answer.
      if (isAbort(error)) throw error;
    }
  }
}

async function followOnce(first: boolean): Promise<void> {
  const onOpen = () => {
    open.value = new Map();
    if (!first) tell(null);
  };
  for await (const job of cs.jobs.watch({ onOpen })) {
    open.value = withJob(open.value, job);
    if (hasEnded(job)) tell(job);
  }
}

function tell(job: Job | null): void {
  for (const listener of listeners) listener(job);
}
