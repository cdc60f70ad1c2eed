import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { type Audio, type Collection, type Connection, connect, type Image, type Video } from "videodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportMatches, introMiddleOutro, mediaUrls } from "../../examples/videodb/exports.ts";
import { reframes } from "../../examples/videodb/reframes.ts";
import { collectionHighlights, mergeVideos } from "../../examples/videodb/several-videos.ts";
import {
  freshStreams,
  fromSearchResults,
  fromTimeline,
  fromTimestamps,
  quickExample,
} from "../../examples/videodb/streams.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { decodeWhole } from "../kit/stream-facts.ts";

/** The examples name times up to 330 s: the excerpt, over and over, and small, so that it is quickly taken in. */
const REPEATS = 28;
const RATE = 24;

const SPEECH = `1
00:00:10,000 --> 00:00:12,000
Welcome to the product demo.

2
00:02:00,000 --> 00:02:02,000
These are the key moments and the highlight moments.

3
00:05:00,000 --> 00:05:02,000
The best moments of the season.
`;

let server: TestServer;
let conn: Connection;
let coll: Collection;
let film: Video;
let audio: Audio;
let image: Image;

beforeAll(async () => {
  server = await startTestServer({ allowPrivateSources: true });
  const excerpt = join(import.meta.dirname, "../../examples/media/sintel_excerpt.mp4");
  const long = join(server.folder, "long.mp4");
  const sound = join(server.folder, "sound.m4a");
  const small = join(server.folder, "small.mp4");
  const x264 = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "48", "-bf", "0", "-r", String(RATE)];
  await runProgram(FFMPEG, ["-y", "-i", excerpt, "-vf", "scale=256:144", ...x264, "-c:a", "aac", small]);
  const repeat = ["-y", "-stream_loop", String(REPEATS - 1), "-i", small];
  await runProgram(FFMPEG, [...repeat, ...x264, "-c:a", "aac", long]);
  await runProgram(FFMPEG, ["-y", "-i", excerpt, "-vn", "-c", "copy", sound]);
  conn = connect("any", `${server.url}/videodb`);
  coll = await conn.getCollection();
  const upload = async (filePath: string, name: string) => coll.uploadFile({ filePath, name });
  film = (await upload(long, "Long film")) as Video;
  audio = (await upload(sound, "Sound")) as Audio;
  image = (await film.generateThumbnail(5)) as Image;
  await server.client.indexes.import(film.id.slice(2), "speech", {
    format: "srt",
    data: SPEECH,
    language: "en",
  });
});
afterAll(() => server?.close());

/** Checks that a stream of moments found plays at least one of them: how many there are is the embedding model's to say. */
async function playsMoments(url: string | undefined): Promise<void> {
  expect((await decodeWhole(url ?? "")).frames).toBeGreaterThanOrEqual(2 * RATE);
}

/** Checks a stream's length by its playlist, and decodes it where it is short. */
async function plays(url: string | undefined, seconds: number): Promise<void> {
  const answer = await fetch(url ?? "");
  expect(answer.status).toBe(200);
  expect(await answer.text()).toMatch(/^#EXTM3U/);
  if (seconds > 60) return;
  const { frames } = await decodeWhole(url ?? "");
  expect(frames / RATE).toBeCloseTo(seconds, 0);
}

describe("examples of VideoDB's page", () => {
  test("quick example", async () => {
    const { streamUrl, streamUrl2, downloadUrl } = await quickExample(conn, film.id);
    await playsMoments(streamUrl);
    await plays(streamUrl2, 35);
    const file = await fetch(downloadUrl, { headers: { range: "bytes=0-99" } });
    expect(file.headers.get("content-type")).toBe("video/mp4");
  });

  test("from search results, with a page that plays them", async () => {
    const { streamUrl, playerUrl } = await fromSearchResults(film);
    await playsMoments(streamUrl);
    for (const page of ["/watch?", "/embed?"]) {
      const answer = await fetch(String(playerUrl).replace("/watch?", page));
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    }
  });

  test("from timestamps, and from a timeline", async () => {
    await plays(await fromTimestamps(film), 105);
    await plays((await fromTimeline(conn, film)) ?? "", 50);
  });

  test("video, audio and image URLs", async () => {
    const { downloadUrl, audioUrl, imageUrl } = await mediaUrls(film, audio, image);
    const types = [downloadUrl, audioUrl, imageUrl].map(async (url) => {
      const { status, headers } = await fetch(String(url), { method: "HEAD" });
      return [status, headers.get("content-type")];
    });
    const ok = (type: string) => [200, type];
    expect(await Promise.all(types)).toEqual([ok("video/mp4"), ok("audio/mp4"), ok("image/jpeg")]);
  });

  test("clips of matches, and of ranges", async () => {
    const clips = await exportMatches(film);
    expect(clips[0]?.text).toContain("highlight moments");
    await plays(clips[0]?.url, 2);
    const exported = await introMiddleOutro(film);
    expect(exported.map(({ name, duration }) => [name, duration])).toEqual([
      ["clip_1", 30],
      ["clip_2", 60],
      ["clip_3", 30],
    ]);
    await plays(exported[0]?.url, 30);
  });

  test("several videos merged, and highlights of a collection", async () => {
    await plays((await mergeVideos(conn, coll, [film.id, film.id, film.id])) ?? "", 80);
    await playsMoments((await collectionHighlights(conn, coll)) ?? "");
  });

  test("streams are asked for again once they are old", async () => {
    const getFreshStream = freshStreams();
    const url = await getFreshStream(film, [[1, 2]]);
    expect(await getFreshStream(film, [[1, 2]])).toBe(url);
    expect(await film.generateStream([[1, 2]])).not.toBe(url);
    await plays(url, 1);
  });

  test("all reframes, and the callback of one", async () => {
    const told: unknown[] = [];
    const hook = createServer(async (request, response) => {
      told.push(JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString()));
      response.writeHead(204).end();
    });
    await once(hook.listen(0, "127.0.0.1"), "listening");
    const { port } = hook.address() as { port: number };
    try {
      const started = performance.now();
      const { vertical, square, sized, clip, smart } = await reframes(film, `http://127.0.0.1:${port}/hook`);
      console.log(`six reframes in ${(performance.now() - started).toFixed(0)} ms`);
      expect(Number(clip?.length)).toBe(50);
      await expect.poll(() => told).toMatchObject([{ success: true, data: { length: "50" } }]);
      const shown = [
        [vertical, 9 / 16],
        [square, 1],
        [sized, 360 / 640],
        [smart, 9 / 16],
      ] as const;
      for (const [video, shape] of shown) {
        const second = await decodeWhole((await video?.generateStream([[10, 11]])) ?? "");
        expect(second.frames).toBe(RATE);
        expect(second.width / second.height).toBeCloseTo(shape, 1);
      }
    } finally {
      hook.close();
    }
  });
});

test("code that connects bare is turned here by a preloaded file", async () => {
  const folder = join(import.meta.dirname, "../../examples/videodb");
  const code = `import { connect, playStream } from "videodb"; console.log((await connect("k").getCollection()).id);`;
  const child = spawn(
    process.execPath,
    ["--require", join(folder, "preload.cjs"), "--input-type=module", "-e", code],
    {
      cwd: folder,
      env: { ...process.env, VIDEO_DB_BASE_URL: `${server.url}/videodb` },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const said = Buffer.concat(await Array.fromAsync(child.stdout)).toString();
  expect(said.trim()).toBe("c-default");
});
