import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSchedule } from "../../packages/client/src/overlay/read-schedule.ts";
import type { Frame } from "../../packages/client/src/overlay/schedule.ts";
import { stateAt } from "../../packages/client/src/overlay/state-at.ts";
import { parseMediaPlaylist } from "../../packages/media/src/index.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

/** Windows that follow people of a real film, found by the real networks, drawn by players and encoded by ffmpeg. */

const NONE = { kind: "none" } as const;
const SILENT_FILM = join(import.meta.dirname, "../../examples/media/chaplin_1910s.mp4");
const [WIDTH, HEIGHT, RATE] = [640, 360, 25];
/** First frames of the shots, and the film's length. */
const [MIRRORED, PASSING, END] = [20, 40, 100];

let server: TestServer;
let film: string;
let video: string;

beforeAll(async () => {
  server = await startTestServer({ models: { embedder: NONE, transcriber: NONE } });
  film = join(server.folder, "film.mp4");
  // A man who stands at the right; the same in a mirror; and with a camera that passes by him.
  const graph = [
    `[0:v]trim=3.2:4,setpts=PTS-STARTPTS[plain]`,
    `[0:v]trim=3.2:4,setpts=PTS-STARTPTS,hflip[mirrored]`,
    `[0:v]trim=3.2:5.6,setpts=PTS-STARTPTS,crop=w=426:h=240:x=88*t:y=20,scale=${WIDTH}:${HEIGHT}[passing]`,
    `[plain][mirrored][passing]concat=n=3,setsar=1[out]`,
  ];
  const coded = [
    "-map",
    "[out]",
    "-an",
    "-c:v",
    "libx264",
    "-preset",
    "veryfast",
    "-crf",
    "16",
    "-r",
    `${RATE}`,
  ];
  const args = ["-v", "error", "-i", SILENT_FILM, "-filter_complex", graph.join(";"), ...coded];
  await runProgram(FFMPEG, [...args, "-pix_fmt", "yuv420p", "-g", "50", "-y", film]);
  const taken = await server.client.videos.ingest({ path: film });
  video = (await server.client.videos.waitUntilReady(taken.video.id)).id;
  // Given, since how shots are found is not what is tested.
  const edges = [0, MIRRORED, PASSING, END];
  const shots = edges.slice(1).map((end, n) => ({
    start: { frame: edges[n] ?? 0 },
    end: { frame: end },
    labels: ["shot"],
  }));
  await server.client.indexes.put(video, "shots", shots);
});

afterAll(() => server?.close());

const timeline = (from = 0, to = END) =>
  server.client
    .timeline([{ video, start: { frame: from }, end: { frame: to } }])
    .reframe({ aspect: "9:16", mode: "smart" });

/** The shape as players read it from the playlist. */
async function frameOf(url: string): Promise<Frame> {
  const playlist = parseMediaPlaylist(await (await fetch(new URL("r/v0.m3u8", url))).text());
  const ranges = (playlist.dateRanges ?? []).map(({ id, class: name = "", attributes = {} }) => ({
    ...{ id, class: name, start: 0, end: END / RATE, baseUrl: url },
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)])),
  }));
  return readSchedule(ranges).frame!;
}

/** Left edge of the window in a frame, in pixels of the film, as players draw it. */
function leftAt(frame: Frame, n: number): number {
  return stateAt({ frame, items: [] }, n / RATE).window.x * WIDTH;
}

/** Luma of all frames of a film, each of a size. */
async function lumaOf(path: string, size: number): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  const args = ["-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"];
  await runProgram(FFMPEG, args, { onStdout: (chunk) => void chunks.push(chunk) });
  const all = Buffer.concat(chunks);
  return Array.from({ length: all.length / size }, (_, n) => all.subarray(n * size, (n + 1) * size));
}

/** Where in a picture a narrower one of the same height is found, left edge in pixels: the least difference. */
function whereIs(narrow: Uint8Array, width: number, whole: Uint8Array): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let left = 0; left <= WIDTH - width; left++) {
    let sum = 0;
    for (let y = 8; y < HEIGHT; y += 16)
      for (let x = 0; x < width; x += 2)
        sum += Math.abs((narrow[y * width + x] ?? 0) - (whole[y * WIDTH + left + x] ?? 0));
    if (sum < least) [best, least] = [left, sum];
  }
  return best;
}

describe("a smart reframe of a video that nobody looked at yet", () => {
  it("plays at once, with a window that stands still, and says what looks at it now", async () => {
    const planned = await timeline().plan();
    expect(planned.warnings).toContainEqual(expect.stringContaining("Publishing starts that"));
    const stream = await timeline().stream();
    const [, job] = /Job (\S+) does it/.exec(stream.plan.warnings.join(" ")) ?? [];
    expect((await frameOf(stream.url)).keys).toMatchObject([{ x: 220 / WIDTH }]);
    const again = await timeline().stream();
    expect(again.plan.warnings.join(" ")).toMatch(new RegExp(`Job ${job} does it|^(?!.*does it)`));
    await server.client.jobs.done(job!);
    expect(await server.client.indexes.list(video)).toContainEqual(
      expect.objectContaining({
        name: "subjects",
        status: "ready",
        moments: 3,
        analyser: expect.objectContaining({ model: "centernet+blazeface" }),
      }),
    );
  });
});

describe("a smart reframe of a video whose subjects are known", () => {
  it("cuts with the very frame in which a shot begins, and follows within it", async () => {
    const { url, plan } = await timeline().stream();
    expect(plan.warnings.join(" ")).not.toContain("stands still");
    const frame = await frameOf(url);
    const [plain, mirrored] = [leftAt(frame, 0), leftAt(frame, MIRRORED)];
    // He stands between 350 and 390.
    expect(plain).toBeLessThan(350);
    expect(plain + 202).toBeGreaterThan(390);
    expect(leftAt(frame, MIRRORED - 1)).toBeCloseTo(plain, 0);
    expect(plain + mirrored + 202).toBeGreaterThan(WIDTH - 40);
    expect(plain + mirrored + 202).toBeLessThan(WIDTH + 40);
    const passing = Array.from({ length: END - PASSING }, (_, n) => leftAt(frame, PASSING + n));
    expect(passing[0]! - passing.at(-1)!).toBeGreaterThan(60);
    for (const [n, left] of passing.entries()) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left).toBeLessThanOrEqual(WIDTH - 202);
      // A window a second, a pixel of rounding.
      if (n > 0) expect(Math.abs(left - passing[n - 1]!)).toBeLessThan(202 / RATE + 1);
    }
  });

  it("is the same in a clip of it", async () => {
    const [whole, part] = [await timeline().stream(), await timeline(55, 90).stream()];
    const [all, some] = [await frameOf(whole.url), await frameOf(part.url)];
    for (let n = 55; n < 90; n++) expect(leftAt(some, n - 55)).toBeCloseTo(leftAt(all, n), 1);
  });

  it("is the same in the pictures, to two pixels", async () => {
    const [player, burnt] = [await timeline().stream(), await timeline().stream({ render: "segments" })];
    const frame = await frameOf(player.url);
    const path = join(server.folder, "burnt.mp4");
    await writeFile(path, Buffer.from(await (await fetch(burnt.downloadUrl)).arrayBuffer()));
    const [narrow, whole] = [await lumaOf(path, 202 * HEIGHT), await lumaOf(film, WIDTH * HEIGHT)];
    expect([narrow.length, whole.length]).toEqual([END, END]);
    for (let n = 0; n < END; n += 3) {
      expect(
        Math.abs(whereIs(narrow[n]!, 202, whole[n]!) - leftAt(frame, n)),
        `frame ${n}`,
      ).toBeLessThanOrEqual(2);
    }
  });

  it("is what VideoDB's call gives from the second time on, in the same pictures", async () => {
    const answer = await fetch(`${server.url}/videodb/video/m-${video}/reframe`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ target: "vertical", mode: "smart" }),
    });
    const { success, message, data } = (await answer.json()) as {
      success: boolean;
      message: string;
      data: { stream_url: string };
    };
    expect(success).toBe(true);
    expect(message).not.toContain("stands still");
    const frame = await frameOf((await timeline().stream()).url);
    const path = join(server.folder, "dialect.mp4");
    const file = await fetch(data.stream_url.replace(/m3u8$/, "mp4"));
    await writeFile(path, Buffer.from(await file.arrayBuffer()));
    const [narrow, whole] = [await lumaOf(path, 202 * HEIGHT), await lumaOf(film, WIDTH * HEIGHT)];
    for (const n of [0, MIRRORED, PASSING, END - 1]) {
      const left = whereIs(narrow[n]!, 202, whole[n]!);
      expect(Math.abs(left - leftAt(frame, n)), `frame ${n}`).toBeLessThanOrEqual(2);
    }
  });

  it("is rendered ahead of time", async () => {
    const job = await server.client.videos.prepare(video, { reframe: { aspect: "9:16", mode: "smart" } });
    await server.client.jobs.done(job.id);
    const { plan } = await timeline().stream({ render: "segments" });
    expect(plan.rendered?.segments).toBeGreaterThan(1);
    expect(plan.rendered?.ready).toBe(plan.rendered?.segments);
  });

  it("is refused with bars", async () => {
    const barred = server.client
      .timeline([{ video, start: { frame: 0 }, end: { frame: END } }])
      .reframe({ aspect: "9:16", mode: "smart", fit: "pad" });
    await expect(barred.plan()).rejects.toMatchObject({ code: "invalid_reframe" });
  });
});
