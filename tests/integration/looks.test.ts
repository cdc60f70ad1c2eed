import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTowersFolder } from "../../packages/engine/src/adapters/embedders/made-towers.fixtures.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const NONE = { kind: "none" } as const;
const COLOURS = ["blue", "lime", "red", "blue", "lime"];

let folder: string;
let server: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutstream-looks-"));
  const model = join(folder, "colours");
  await makeTowersFolder(model);
  const imageEmbedder = { kind: "folder", folder: model } as const;
  server = await startTestServer({ models: { imageEmbedder, embedder: NONE, transcriber: NONE } });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Makes a film of shots of two seconds, and takes it in. */
async function ingestFilm(): Promise<string> {
  const path = join(folder, "colours.mp4");
  const inputs = COLOURS.flatMap((colour) => ["-f", "lavfi", "-i", `color=${colour}:s=320x180:r=25:d=2`]);
  const joined = ["-filter_complex", `concat=n=${COLOURS.length}`, "-c:v", "libx264", "-pix_fmt", "yuv420p"];
  await runProgram(FFMPEG, ["-v", "error", ...inputs, ...joined, "-y", path]);
  const { video } = await server.client.videos.ingest({ path });
  await server.client.videos.waitUntilReady(video.id);
  return video.id;
}

describe("a film in which nobody says what is seen", () => {
  test("has its shots found by what they show", async () => {
    const { client } = server;
    const video = await ingestFilm();
    // Given, since how plain colours are told apart is not what is tested.
    const shots = COLOURS.map((_, n) => ({ start: 2 * n, end: 2 * n + 2, labels: ["shot"] }));
    await client.indexes.put(video, "shots", shots);
    const jobs = await client.indexes.analyse(video, ["looks"]);
    for (const { id } of jobs) await client.jobs.done(id);
    expect(await client.indexes.list(video)).toMatchObject([
      { name: "shots", status: "ready" },
      { name: "looks", status: "ready", moments: 5, analyser: { model: expect.stringMatching(/^colours@/) } },
    ]);
    const found = await client.retrieve({ query: "a red one", indexes: ["looks"] });
    expect([...found].map(({ startFrame, endFrame, text }) => [startFrame, endFrame, text])).toEqual([
      [100, 150, ""],
    ]);
    expect(found[0]?.why).toEqual([{ by: "image", index: "looks", score: 0.7 }]);
    const blue = await client.retrieve({ query: "blue", time: { to: 9 }, limit: 1 });
    expect(blue[0]).toMatchObject({ index: "looks", why: [{ by: "image" }] });
  });
});
