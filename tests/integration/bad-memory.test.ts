import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../packages/client/src/index.ts";
import { makeModelFolder } from "../../packages/engine/src/adapters/embedders/made-model.fixtures.ts";
import { startServer } from "../../packages/server/src/index.ts";
import { expectError, postJson, sendRaw } from "../kit/raw-request.ts";
import { type IngestedSource, ingestCoded, startTestServer, type TestServer } from "../kit/server.ts";

const EVENTS = [
  { start: 4, end: 5, text: "The keeper drops it", labels: ["goal"], metadata: { minute: 80 } },
  { start: 1, end: 2, text: "A header into the corner", labels: ["goal"], metadata: { minute: 12 } },
  { start: 3, end: 3.5, text: "Rain sets in", metadata: { minute: 50 } },
];

let server: TestServer;
let source: IngestedSource;

beforeAll(async () => {
  server = await startTestServer();
  source = await ingestCoded(server, { sourceId: 3, frameRate: "25", seconds: 6 });
});
afterAll(() => server.close());

const index = (name: string) => `/v1/videos/${source.video.id}/indexes/${name}`;
const retrieve = (request: object) => postJson(server, "/v1/retrieve", request);

describe("a query", () => {
  beforeAll(() => server.client.indexes.put(source.video.id, "events", EVENTS));

  it.each<[string, object, number, string, string]>([
    [
      "an unknown collection",
      { query: "goal", collection: "season_1900" },
      404,
      "collection_not_found",
      "collection",
    ],
    ["an unknown video", { videos: ["vid_none"] }, 404, "video_not_found", "videos[0]"],
    [
      "an unknown operator under a field",
      { filters: { minute: { $near: 3 } } },
      422,
      "invalid_filter",
      "filters.minute.$near",
    ],
    ["an unknown operator", { filters: { $xor: [] } }, 422, "invalid_filter", "filters.$xor"],
    [
      "an operator under another",
      { filters: { minute: { $gt: { $gt: 3 } } } },
      422,
      "invalid_filter",
      "filters.minute.$gt",
    ],
    ["100 kB of query", { query: "goal ".repeat(20_000) }, 422, "query_too_long", "query"],
    ["a query that is no text", { query: ["goal"] }, 400, "invalid_request", "query"],
  ])("with %s is refused", async (_, request, status, code, path) => {
    expectError(await retrieve(request), { status, code, path });
  });

  it("of nothing lists by time; with filters, what they leave", async () => {
    for (const query of [undefined, "", " \n\t "]) {
      const list = async (filters: object) =>
        (await server.client.retrieve({ ...(query !== undefined && { query }), ...filters })).map(
          ({ start, score, why }) => [start, score, why.map(({ by }) => by)],
        );
      expect(await list({})).toEqual([1, 3, 4].map((start) => [start, 1, ["filter"]]));
      expect(await list({ filters: { minute: { $gte: 50 } } })).toEqual(
        [3, 4].map((start) => [start, 1, ["filter"]]),
      );
      expect(await list({ filters: { minute: { $gte: 90 } } })).toEqual([]);
    }
  });

  it.each([
    `" OR 1=1 --`,
    `'; DROP TABLE moments; --`,
    `keeper* NEAR(drops, 2) AND NOT ^ + : {keeper} : x`,
    `words : keeper`,
    `"unclosed`,
    `keeper"""`,
    `) UNION SELECT * FROM videos --`,
    `%_\\*`,
    "a & b | !c <-> d:*",
    "keeper\u0000; \ud800",
  ])("in a database's own tongue is words: %j", async (query) => {
    const filters = { $or: [{ [query]: query }, { minute: { $gte: 0 } }] };
    const answer = await retrieve({ query, filters });
    expect([answer.status, answer.text.slice(0, 200)]).toEqual([200, expect.stringContaining('"moments":[')]);
    const { moments } = JSON.parse(answer.text) as { moments: { text: string; why: { by: string }[] }[] };
    const byText = moments.filter(({ why }) => why.some(({ by }) => by === "text")).map(({ text }) => text);
    if (query.includes("keeper")) expect(byText).toContain("The keeper drops it");
    expect(await server.client.retrieve({})).toHaveLength(3);
  });
});

describe("moments that are refused leave those that there were", () => {
  beforeEach(() => server.client.indexes.put(source.video.id, "events", EVENTS));
  afterEach(async () => {
    expect(await server.client.indexes.list(source.video.id)).toMatchObject([
      { name: "events", status: "ready", moments: 3, warnings: [] },
    ]);
    expect(await server.client.retrieve({})).toHaveLength(3);
  });

  const put = (moments: unknown) => postJson(server, index("events"), { moments }, "PUT");
  const takeIn = (format: string, body: string | Uint8Array, name = "events") =>
    sendRaw(server, `${index(name)}/import?format=${format}`, {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body,
    });
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n]));

  it("metadata with a million keys, however they come", async () => {
    const moment = { start: 1, end: 2, metadata: keys(1_000_000) };
    expectError(await put([moment]), { status: 413, code: "body_too_large" });
    expectError(await put([EVENTS[0], { ...moment, metadata: keys(1001) }]), {
      ...{ status: 422, code: "metadata_too_large", path: "moments[1].metadata" },
    });
    expectError(await takeIn("json", JSON.stringify([moment]), "other"), {
      status: 413,
      code: "body_too_large",
    });
    expectError(await takeIn("json", JSON.stringify([{ ...moment, metadata: keys(1001) }]), "other"), {
      ...{ status: 422, code: "metadata_too_large", path: "moments[0].metadata" },
    });
  });

  it("subtitles in another encoding than is read, with the line", async () => {
    const cue = "1\n00:00:01,000 --> 00:00:02,000\nDéjà vu\n";
    expectError(await takeIn("srt", Buffer.from(cue, "latin1"), "speech"), {
      ...{ status: 422, code: "import_unreadable", message: /Line 3 is no UTF-8 text/ },
    });
    expectError(await takeIn("srt", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]), "speech"), {
      ...{ status: 422, code: "import_unreadable", message: /Line 1/ },
    });
    expect(await takeIn("srt", Buffer.from(`\ufeff${cue}`, "utf16le"), "speech")).toMatchObject({
      status: 200,
    });
    const [moment] = await server.client.indexes.moments(source.video.id, "speech");
    expect(moment?.text).toBe("Déjà vu");
    await server.client.indexes.delete(source.video.id, "speech");
  });

  it("one bad moment among a thousand good ones", async () => {
    const good = Array.from({ length: 1000 }, () => EVENTS[0]);
    expectError(await put([...good, { start: 1, end: 99, text: "late" }]), {
      ...{ status: 422, code: "invalid_time", path: "moments[1000].end" },
    });
  });
});

describe("a model in a folder", () => {
  const folder = () => join(server.folder, "model");
  const start = (dataDir: string) =>
    startServer({ port: 0, dataDir, models: { embedder: { kind: "folder", folder: folder() } } });

  it("that is not there keeps the server from starting, and says so", async () => {
    await expect(start(join(server.folder, "none"))).rejects.toMatchObject({
      ...{ code: "model_unavailable", message: expect.stringContaining(`no model folder ${folder()}`) },
    });
  });

  it("that gives way to one of other dimensions has all vectors made anew", async () => {
    const dataDir = join(server.folder, "models");
    let video = "";
    for (const dimensions of [12, 20]) {
      await makeModelFolder(folder(), { dimensions });
      const running = await start(dataDir);
      const cs = connect({ url: running.address });
      try {
        if (video === "") {
          const ingested = await cs.videos.ingest({ path: source.path });
          video = (await cs.videos.waitUntilReady(ingested.video.id)).id;
          await cs.indexes.put(video, "events", EVENTS);
        }
        const nearest = async () => {
          const [moment] = await cs.retrieve({ query: "Rain sets in", videos: [video] });
          return moment?.why.find(({ by }) => by === "meaning")?.score ?? 0;
        };
        await expect.poll(nearest).toBeCloseTo(1, 3);
        expect((await cs.retrieve({ query: "Rain" })).warnings).toEqual([]);
      } finally {
        await running.close();
      }
    }
  });
});
