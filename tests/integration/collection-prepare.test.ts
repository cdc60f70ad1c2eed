import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CollectionDetail } from "../../packages/client/src/index.ts";
import { makeCodedSource } from "../kit/coded-source.ts";
import { fetchWhole, type IngestedSource, startTestServer, type TestServer } from "../kit/server.ts";

/** Collections that have their videos rendered before anybody asks. */

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.close());

const look = { reframe: { aspect: "9:16" } };

async function ingest(sourceId: number, collection: string): Promise<IngestedSource> {
  const path = join(server.folder, `source-${sourceId}.mp4`);
  const source = await makeCodedSource({ path, sourceId, frameRate: "30", gopSeconds: 2, seconds: 4 });
  const { video } = await server.client.videos.ingest({ path, collection });
  return { ...source, video: await server.client.videos.waitUntilReady(video.id) };
}

/** The collection once it has as many jobs, all done. */
async function prepared(id: string, jobs: number): Promise<CollectionDetail> {
  for (;;) {
    const shown = await server.client.collections.get(id);
    if (shown.jobs.length >= jobs) {
      for (const job of shown.jobs) await server.client.jobs.done(job.id);
      return server.client.collections.get(id);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function renderedOf({ video }: IngestedSource) {
  const stream = await server.client
    .timeline([{ video: video.id, start: { frame: 0 }, end: { frame: 120 } }])
    .reframe(look.reframe)
    .stream({ render: "segments" });
  return stream;
}

describe("a collection", () => {
  it("has the looks that it asks for rendered of each video that it gets, and of those that it has", async () => {
    const { client } = server;
    const { id, prepare } = await client.collections.create("Shorts", { prepare: [look] });
    expect(prepare).toEqual([look]);
    const first = await ingest(1, id);
    const { jobs } = await prepared(id, 1);
    expect(jobs).toMatchObject([{ kind: "render", video: first.video.id, status: "done", progress: 1 }]);
    const stream = await renderedOf(first);
    expect(stream.plan.rendered).toMatchObject({ segments: 2, ready: 2 });
    await fetchWhole(stream.url);

    const overlays = [{ text: "Live", position: "top-left" as const }];
    await client.collections.update(id, { name: "Reels", prepare: [look, { ...look, overlays }] });
    const both = await prepared(id, 2);
    expect(both.name).toBe("Reels");
    expect(both.prepare).toEqual([look, { ...look, overlays: [{ kind: "text", ...overlays[0] }] }]);
    expect(both.jobs.map(({ status }) => status)).toEqual(["done", "done"]);
    // What was asked for before is not rendered again.
    expect(both.jobs.map(({ id }) => id)).toContain(jobs[0]?.id);
  });

  it("begins with videos that are there already, and asks for nothing any more where it is told so", async () => {
    const { client } = server;
    const { id } = await client.collections.create("Later");
    const video = await ingest(2, id);
    expect((await client.collections.get(id)).jobs).toEqual([]);
    await client.collections.update(id, { prepare: [look] });
    await prepared(id, 1);
    expect((await renderedOf(video)).plan.rendered).toMatchObject({ segments: 2, ready: 2 });
    await client.collections.update(id, { prepare: [] });
    expect(await client.collections.get(id)).toMatchObject({ prepare: [], jobs: [] });
  });

  it.each([
    ["nothing", {}, "invalid_request"],
    ["a shape that is none", { reframe: { aspect: "100:1" } }, "invalid_reframe"],
    ["an image that is not there", { overlays: [{ image: "none.png" }] }, "asset_not_found"],
    ["a time that is none", { overlays: [{ text: "x", start: 9, end: 3 }] }, "invalid_overlay"],
  ])("is refused where it asks for %s", async (_, request, code) => {
    const { client } = server;
    await expect(client.collections.create("Bad", { prepare: [request] })).rejects.toMatchObject({ code });
    await expect(client.collections.update("default", { prepare: [request] })).rejects.toMatchObject({
      code,
    });
    expect((await client.collections.get("default")).prepare).toEqual([]);
    await expect(client.collections.get("none")).rejects.toMatchObject({ code: "collection_not_found" });
  });
});
