import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createFfmpegTranscoder } from "../../packages/engine/src/adapters/ffmpeg/transcoder.ts";
import { findMeans } from "../../packages/engine/src/adapters/programs/means.ts";
import { captureTool, printed } from "../../packages/engine/src/adapters/programs/run.ts";
import { CutstreamError } from "../../packages/engine/src/errors.ts";
import { childPrograms } from "../kit/children.ts";
import { makeCodedSource } from "../kit/coded-source.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { startTestServer } from "../kit/server.ts";

const means = await findMeans();
const transcoder = createFfmpegTranscoder();

let folder: string;
let listener: Server;
let port: number;
let connections = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "confined-"));
  listener = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  port = (listener.address() as AddressInfo).port;
});
afterAll(async () => {
  await transcoder.close();
  listener.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => void vi.unstubAllEnvs());

/** Runs ffmpeg as the engine does. */
const ffmpeg = (args: readonly string[], limits: { processor?: number; patience?: number } = {}) =>
  captureTool(
    {
      program: FFMPEG,
      args: ["-nostdin", "-hide_banner", "-loglevel", "error", ...args],
      ...limits,
      onFailure: (failure) => new CutstreamError("encoder_failed", "It failed.", { cause: printed(failure) }),
    },
    1e6,
  );

describe("a source that names an address", () => {
  const sdp = () =>
    `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video ${port} RTP/AVP 96\na=rtpmap:96 H264/90000\n`;
  const dash = () =>
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT4S"><Period><AdaptationSet mimeType="video/mp4">' +
    `<Representation id="1" bandwidth="1"><BaseURL>http://127.0.0.1:${port}/a.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>`;
  const files: Record<string, () => string> = {
    "list.m3u8": () =>
      `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:${port}/a.ts\n#EXT-X-ENDLIST\n`,
    "list.ffconcat": () => `ffconcat version 1.0\nfile http://127.0.0.1:${port}/a.mp4\n`,
    "session.sdp": sdp,
    "manifest.mpd": dash,
    "list.mp4": () => `#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:${port}/a.ts\n`,
  };

  it.each(Object.keys(files))("is refused: %s, and nothing connects", async (name) => {
    const path = join(folder, name);
    await writeFile(path, files[name]?.() ?? "");
    connections = 0;
    await expect(transcoder.probe(path)).rejects.toMatchObject({ code: "source_unreadable" });
    const sound = transcoder.decodeSound({ media: path, sampleRate: 8000 });
    await expect(Array.fromAsync(sound)).rejects.toMatchObject({ code: "source_unreadable" });
    expect(connections).toBe(0);
  });

  it.runIf(means.withoutNetwork)("would reach nothing even if ffmpeg took it", async () => {
    const path = join(folder, "open.m3u8");
    await writeFile(path, files["list.m3u8"]?.() ?? "");
    connections = 0;
    const open = ["-protocol_whitelist", "file,http,tcp", "-allowed_extensions", "ALL"];
    await expect(ffmpeg([...open, "-i", path, "-f", "null", "-"])).rejects.toMatchObject({
      code: "encoder_failed",
    });
    const direct = ffmpeg(["-i", `http://127.0.0.1:${port}/a.ts`, "-f", "null", "-"]);
    await expect(direct).rejects.toMatchObject({ code: "encoder_failed" });
    expect(connections).toBe(0);
  });
});

describe("ffmpeg", () => {
  it.runIf(means.limits)("is stopped where it computes without end", async () => {
    const endless = ffmpeg(["-f", "lavfi", "-i", "testsrc2=s=1280x720", "-f", "null", "-"], { processor: 1 });
    await expect(endless).rejects.toMatchObject({
      code: "program_out_of_time",
      message: expect.stringContaining("used up the 1 s"),
      remedy: expect.stringContaining("plays elsewhere"),
    });
  });

  it("is stopped where it does nothing any more", async () => {
    const idle = ["-re", "-f", "lavfi", "-i", "color=s=16x16:r=1/100", "-f", "null", "-"];
    await expect(ffmpeg(idle, { patience: 2 })).rejects.toMatchObject({
      code: "program_out_of_time",
      message: expect.stringContaining("did nothing for 2 s"),
    });
    expect((await childPrograms()).filter((name) => name.startsWith("ff"))).toEqual([]);
  });

  it.runIf(means.memory)("is stopped where it wants too much memory", async () => {
    vi.stubEnv("CUTSTREAM_PROGRAM_MEMORY", "256M");
    const large = ["-f", "lavfi", "-i", "color=s=16x16", "-vf", "scale=16000:16000", "-frames:v", "3"];
    await expect(ffmpeg([...large, "-f", "null", "-"])).rejects.toMatchObject({
      code: "program_out_of_memory",
      message: expect.stringContaining("256 MiB"),
    });
  });
});

describe("a server that takes in a bomb", () => {
  it.runIf(means.memory)("says what is wrong with it, and lives on", async () => {
    const bomb = join(folder, "bomb.mp4");
    // A hundred kilobytes that unpack to pictures of 33 million pixels each.
    const black = ["-f", "lavfi", "-i", "color=black:s=7680x4320:r=10:d=1"];
    await runProgram(FFMPEG, [
      ...["-v", "error", ...black, "-c:v", "libx264", "-preset", "ultrafast", "-threads", "1", bomb],
    ]);
    const good = join(folder, "good.mp4");
    await makeCodedSource({ path: good, sourceId: 3, frameRate: "30", seconds: 2 });
    vi.stubEnv("CUTSTREAM_PROGRAM_MEMORY", "400M");
    const server = await startTestServer();
    try {
      const { video } = await server.client.videos.ingest({ path: bomb, mode: "encode" });
      await expect(server.client.videos.waitUntilReady(video.id)).rejects.toMatchObject({
        code: "program_out_of_memory",
        remedy: expect.stringContaining("CUTSTREAM_PROGRAM_MEMORY"),
      });
      const next = await server.client.videos.ingest({ path: good, mode: "encode" });
      expect(await server.client.videos.waitUntilReady(next.video.id)).toMatchObject({ status: "ready" });
    } finally {
      await server.close();
    }
  });
});
