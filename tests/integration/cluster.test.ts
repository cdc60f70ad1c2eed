import { openAsBlob } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Cluster, startCluster } from "../../examples/cluster/cluster.ts";
import { hasDatabase } from "../../examples/cluster/database.ts";
import type { ClusterNode } from "../../examples/cluster/node.ts";
import { type Cutstream, connect, type Ingested, type Stream } from "../../packages/client/src/index.ts";
import { makeCodedSource } from "../kit/coded-source.ts";
import { type HeldSource, serveHeld } from "../kit/held-source.ts";
import { missingForEdge } from "../kit/nginx.ts";
import { continuous, expectPlays } from "../kit/played.ts";
import { hasS3 } from "../kit/s3.ts";
import { type CodedCut, clipsOf, type IngestedSource } from "../kit/server.ts";

const missing = [
  ...(hasDatabase() ? [] : ["PostgreSQL"]),
  ...(hasS3() ? [] : ["OpenStack Swift"]),
  ...(missingForEdge() === undefined ? [] : ["nginx with njs"]),
];
if (missing.length > 0) console.warn(`SKIPPED the cluster: ${missing.join(" and ")} not installed`);

describe.skipIf(missing.length > 0)("a cluster whose nodes are killed one after the other", () => {
  let cluster: Cluster;
  let client: Cutstream;
  let folder: string;
  const sources: IngestedSource[] = [];
  const cuts: CodedCut[] = [];
  let stream: Stream;
  let held: HeldSource | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cutstream-cluster-test-"));
    cluster = await startCluster({
      nodes: { api: 2, origin: 2, worker: 2 },
      args: ["--no-analyse", "--allow-private-sources"],
    });
    client = connect({ url: cluster.url });
  });
  afterAll(async () => {
    await held?.close();
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Begins to take in a source, which a worker is to finish. */
  async function begin(sourceId: number, seconds: number, by: (path: string) => Promise<Ingested>) {
    const path = join(folder, `source-${sourceId}.mp4`);
    const made = await makeCodedSource({ path, sourceId, seconds, frameRate: "25", gopSeconds: 2 });
    const { video, job } = await by(path);
    return {
      job,
      finish: async () => {
        const source = { ...made, video: await client.videos.waitUntilReady(video.id) };
        sources.push(source);
        return source;
      },
    };
  }

  const publish = (of: readonly CodedCut[]): Promise<Stream> => client.timeline(clipsOf(of)).stream();

  it("takes in, and a second source although the worker at it is killed", async () => {
    const first = await begin(1, 4, async (path) => client.videos.upload(await openAsBlob(path)));
    await first.finish();
    await client.jobs.done(first.job.id);
    const { job, finish } = await begin(2, 6, async (path) => {
      held = await serveHeld(path);
      return client.videos.ingest({ url: `${held.url}/held.mp4` });
    });
    await expect.poll(() => held?.requests.length).toBe(1);
    const atWork = await vi.waitFor(workerAtWork, 120_000);
    const [other] = cluster.nodes.worker.filter((worker) => worker !== atWork);
    if (!other) throw new Error("There is one worker alone.");
    const { done } = await ingestsOf(other);
    await atWork.kill();
    held?.release();
    expect((await finish()).video.status).toBe("ready");
    // The first run died with its worker, in the middle; the second one was the other's.
    // A video is ready a moment before the job that made it is done, and that before it is counted.
    expect(await client.jobs.done(job.id)).toMatchObject({ status: "done", attempts: 2 });
    await expect.poll(() => ingestsOf(other)).toEqual({ running: 0, done: done + 1 });
  });

  /** The worker that runs an ingest job. */
  async function workerAtWork(): Promise<ClusterNode> {
    const { worker: workers } = cluster.nodes;
    const ingests = await Promise.all(workers.map(ingestsOf));
    const [busy, ...others] = workers.filter((_, n) => ingests[n]?.running === 1);
    if (!busy || others.length > 0) throw new Error(`Not one is at work: ${JSON.stringify(ingests)}`);
    return busy;
  }

  it("remembers, finds and composes, although an API node is killed in between", async () => {
    const [first, second] = sources;
    if (!first || !second) throw new Error("There are no sources.");
    await client.indexes.put(first.video.id, "events", [
      { start: { frame: 10 }, end: { frame: 60 }, text: "A header into the corner", labels: ["goal"] },
    ]);
    await (await mostAsked(cluster.nodes.api)).kill();
    const [moment] = await client.retrieve({ query: "header goal" });
    expect(moment).toMatchObject({ video: first.video.id, startFrame: 10, endFrame: 60 });
    cuts.push(
      { source: first, from: 10, to: 60 },
      { source: second, from: 33, to: 140 },
      { source: first, from: 71, to: 95 },
    );
    stream = await publish(cuts);
  });

  it("sends the right bytes of every segment, although an origin is killed in the middle", async () => {
    const media = await segmentsOf(stream.url);
    const survivor = cluster.nodes.origin[1];
    let done = 0;
    for (const url of media) {
      if (done++ === Math.floor(media.length / 2)) await cluster.nodes.origin[0]?.kill();
      const bytes = await bytesOf(url);
      const { pathname } = new URL(url);
      expect(Buffer.compare(bytes, await bytesOf(`${survivor?.url}${pathname}`)), pathname).toBe(0);
    }
    await expectPlays(continuous(stream.url), cuts);
  });

  it("serves media from the shield, to many at a time as to one", async () => {
    const [url = ""] = await segmentsOf((await publish([...cuts].reverse())).url);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => fetch(`${url}?viewer=${Math.random()}`)),
    );
    const bodies = await Promise.all(answers.map((answer) => answer.arrayBuffer()));
    expect(new Set(bodies.map(({ byteLength }) => byteLength)).size).toBe(1);
    expect((await fetch(url)).headers.get("x-cache")).toBe("HIT");
  });

  it("shuts viewers out when a stream is revoked", async () => {
    expect((await fetch(stream.url)).status).toBe(200);
    await client.streams.revoke(stream.id);
    // Nodes tell one another; nothing says how soon.
    await expect.poll(async () => (await fetch(stream.url)).status).toBe(410);
  });
});

/** The node of these that was asked most often: nginx has one for each client. */
async function mostAsked(nodes: readonly ClusterNode[]): Promise<ClusterNode> {
  const asked = await Promise.all(
    nodes.map(async (node) => {
      const counts = (await bytesOf(`${node.url}/metrics`))
        .toString()
        .matchAll(/^http_request_duration_seconds_count\{.*\} (\d+)$/gm);
      return { node, requests: Array.from(counts, ([, count]) => Number(count)).reduce((a, b) => a + b, 0) };
    }),
  );
  const [first] = asked.sort((a, b) => b.requests - a.requests);
  if (!first?.requests) throw new Error("No node was asked for anything.");
  return first.node;
}

/** How many ingest jobs a worker runs, and how many it has brought to their end. */
async function ingestsOf({ url }: ClusterNode): Promise<{ running: number; done: number }> {
  const metrics = (await bytesOf(`${url}/metrics`)).toString();
  const figure = (name: string, labels: string) =>
    Number(metrics.split(`\n${name}{${labels}} `)[1]?.split("\n")[0] ?? 0);
  return {
    running: figure("cutstream_jobs_running", 'kind="ingest"'),
    done: figure("cutstream_job_duration_seconds_count", 'kind="ingest",outcome="done"'),
  };
}

/** Everything that a stream's playlists name. */
async function segmentsOf(url: string): Promise<string[]> {
  const uris = async (playlist: string): Promise<string[]> => {
    const text = (await bytesOf(playlist)).toString();
    const found = text.matchAll(/URI="([^"]+)"|^([^#\s].*)$/gm);
    return Array.from(found, (match) => new URL(match[1] ?? match[2] ?? "", playlist).href);
  };
  const media = await Promise.all((await uris(url)).map(uris));
  return [...new Set(media.flat())];
}

async function bytesOf(url: string): Promise<Buffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}
