import type { ClipInput, JobView, TimelineInput } from "@cutstream/engine";
import type { BenchServer, BenchVideo } from "../lib/server.ts";

/** Moments of 3 to 12 s that start and end at any frame, spread over videos. */
export function makeMoments(
  videos: readonly BenchVideo[],
  count: number,
  random: () => number,
): readonly ClipInput[] {
  return Array.from({ length: count }, (_, n) => {
    const { id, track } = videos[n % videos.length] as BenchVideo;
    const frames = Math.floor((3 + 9 * random()) * 30);
    const start = Math.floor(random() * (track.index.frameCount - frames));
    return { video: id, start: { frame: start }, end: { frame: start + frames } };
  });
}

/** Has the heads and tails of all moments made, as they are for every moment of an index, and waits for them. */
export async function prepareHeads(server: BenchServer, moments: readonly ClipInput[]): Promise<void> {
  for (const video of new Set(moments.map((moment) => moment.video))) {
    const own = moments.filter((moment) => moment.video === video);
    const times = own.flatMap(({ start, end }) => [start, end]);
    const { job } = await server.post<{ job: JobView }>(`/v1/videos/${video}/heads`, { times });
    await server.ended(job.id);
  }
}

/** A timeline of at least so many seconds; the n-th most popular moment has a chance in proportion to 1/n (Zipf). */
export function chooseTimeline(
  moments: readonly ClipInput[],
  seconds: number,
  random: () => number,
): TimelineInput {
  let total = 0;
  const upTo = moments.map((_, n) => {
    total += 1 / (n + 1);
    return total;
  });
  const clips: ClipInput[] = [];
  for (let length = 0; length < seconds; ) {
    const drawn = random() * total;
    const chosen = moments[upTo.findIndex((weight) => weight >= drawn)];
    if (!chosen || chosen === clips.at(-1)) continue;
    clips.push(chosen);
    length += secondsOf(chosen);
  }
  return { clips };
}

function secondsOf({ start, end }: ClipInput): number {
  return ((end as { frame: number }).frame - (start as { frame: number }).frame) / 30;
}
