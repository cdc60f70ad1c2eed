import { setTimeout as sleep } from "node:timers/promises";
import { type Crowd, Tally } from "./tally.ts";
import { type Visit, watch } from "./viewer.ts";

/*
 * A crowd of viewers in a process of its own. Over IPC it takes a {@link CrowdRequest}, and answers with a
 * {@link CrowdResult} when the last viewer has left.
 */

export interface CrowdRequest {
  readonly visits: readonly Visit[];
  /** Seconds over which they come, evenly. */
  readonly arrivals: number;
}

export interface CrowdResult {
  readonly crowd: Crowd;
  /** Seconds from the first arrival to the last departure. */
  readonly wall: number;
  /** Microseconds of CPU of this process meanwhile. */
  readonly cpu: number;
}

process.on("message", async (request: CrowdRequest) => process.send?.(await run(request)));

async function run({ visits, arrivals }: CrowdRequest): Promise<CrowdResult> {
  const tally = new Tally();
  const start = performance.now();
  const before = process.cpuUsage();
  await Promise.all(
    visits.map(async (visit, n) => {
      await sleep((n * arrivals * 1000) / visits.length);
      await watch(visit, tally);
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return { crowd: tally.result(), wall: (performance.now() - start) / 1000, cpu: user + system };
}
