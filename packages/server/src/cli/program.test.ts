import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fakeMoment } from "../testing/fake-memory.ts";
import { createRig, type Rig } from "../testing/rig.ts";
import { cutstream } from "../testing/run-cli.ts";

/** Brings every job to its end a step at a time, each once the one before it was seen: no clock decides. */
function finishing(rig: Rig): void {
  const { jobs } = rig.engine;
  const { watch } = jobs;
  jobs.watch = async function* (id, signal) {
    for await (const job of watch(id, signal)) {
      yield job;
      if (job.status === "queued") jobs.change(id, { status: "running", stage: "copy", progress: 0.5 });
      if (job.status === "running") rig.engine.finish(job.video);
    }
  };
}

async function withFile(run: (path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "cutstream-cli-"));
  await writeFile(join(folder, "match.mp4"), "media");
  await run(join(folder, "match.mp4")).finally(() => rm(folder, { recursive: true }));
}

describe("usage", () => {
  it("shows what was used as a table, CSV or JSON", async () => {
    await using rig = await createRig();
    const url = await rig.listen();
    const flags = ["--from", "2026-11-01", "--to", "2026-11-02", "--by", "user", "--url", url];
    expect((await cutstream("usage", ...flags)).out).toMatch(/user.*retrievals[\s\S]*cmd.* 7 [\s\S]*all/);
    expect((await cutstream("usage", "--csv", ...flags)).out).toContain("user,retrievals,streams");
    const json = JSON.parse((await cutstream("usage", "--json", ...flags)).out);
    expect(json).toMatchObject({ from: "2026-11-01", to: "2026-11-02", by: "user", total: { bytes: 5 } });
    expect((await cutstream("usage", "--by", "week", "--url", url)).code).toBe(2);
  });
});

describe("search", () => {
  it("shows what was found, why, and as what it can be composed", async () => {
    await using rig = await createRig();
    rig.engine.memory.found = [fakeMoment()];
    const url = await rig.listen();
    const flags = ["--url", url, "--filter", '{"team":"home"}', "--limit", "3", "--video", "v1", "v2"];
    const { out, code } = await cutstream("search", "goals by player_42", ...flags);
    expect(code).toBe(0);
    for (const part of ["v1@f300-f330", "0.90", "text in events: goal", "a goal", "10.00 – 11.00 s"])
      expect(out).toContain(part);
    expect(rig.engine.memory.requests).toEqual([
      { query: "goals by player_42", filters: { team: "home" }, limit: 3, videos: ["v1", "v2"] },
    ]);
  });

  it("says that nothing was found, and what is no filter", async () => {
    await using rig = await createRig();
    const url = await rig.listen();
    expect((await cutstream("search", "nothing", "--url", url)).out).toBe("Nothing was found.");
    const { notes, code } = await cutstream("search", "--filter", "[1]", "--url", url);
    expect([notes, code]).toEqual([expect.stringContaining("[1] is no JSON object"), 2]);
  });
});

describe("index", () => {
  it("runs analysers, imports files, and shows what there is", async () => {
    await using rig = await createRig();
    const url = await rig.listen();
    const { video } = await rig.engine.videos.ingest({ source: { kind: "url", url: "http://x/a.mp4" } });
    const { watch } = rig.engine.jobs;
    rig.engine.jobs.watch = async function* (id, signal) {
      for await (const job of watch(id, signal)) {
        yield job;
        if (job.status === "queued") rig.engine.jobs.change(id, { status: "done", progress: 1 });
      }
    };
    expect((await cutstream("index", video.id, "--analyser", "shots", "--url", url)).code).toBe(0);
    const folder = await mkdtemp(join(tmpdir(), "cutstream-cli-"));
    await writeFile(join(folder, "a.srt"), "1\n00:00:01,000 --> 00:00:02,000\nHello\n");
    const { out } = await cutstream("index", video.id, "--import", join(folder, "a.srt"), "--url", url);
    expect(out).toMatch(/speech\s+│\s+ready\s+│\s+1\s+│\s+you/);
    const missing = await cutstream("index", video.id, "--import", join(folder, "a.doc"), "--url", url);
    expect(missing).toMatchObject({ code: 2, notes: expect.stringContaining("none of .json, .csv") });
    await writeFile(join(folder, "cut.edl"), "TITLE: cut\n");
    const edl = ["index", video.id, "--import", join(folder, "cut.edl"), "--url", url];
    const from = ["--side", "record", "--start-timecode", "01:00:00:00", "--name", "cut"];
    expect((await cutstream(...edl, ...from)).code).toBe(0);
    const [moment] = await rig.engine.memory.indexes.moments(video.id, "cut");
    expect(moment?.metadata).toEqual({ format: "edl", side: "record", startTimecode: "01:00:00:00" });
    expect(await cutstream(...edl, "--side", "left")).toMatchObject({
      ...{ code: 2, notes: expect.stringContaining("Allowed choices are source, record") },
    });
    await rm(folder, { recursive: true });
  });
});

describe("ingest", () => {
  it("gives a server on this machine the absolute path, and waits", async () => {
    await using rig = await createRig();
    finishing(rig);
    const url = await rig.listen();
    await withFile(async (path) => {
      const flags = ["--url", url, "--name", "Match", "--mode", "copy", "--ladder", "360,240"];
      const { out, notes, code } = await cutstream("ingest", path, ...flags);
      expect([code, out]).toEqual([
        0,
        expect.stringMatching(/^v1 {2}Match {2}60\.000 s {2}640x360 {2}25\/1 fps {2}copy: /),
      ]);
      expect(notes).toContain("match.mp4: copy 50 %");
      expect(rig.engine.ingests).toEqual([
        { source: { kind: "path", path }, name: "Match", mode: "copy", ladder: [360, 240] },
      ]);
    });
  });

  it("uploads when told to", async () => {
    await using rig = await createRig();
    finishing(rig);
    const url = await rig.listen();
    await withFile(async (path) => {
      expect((await cutstream("ingest", path, "--upload", "--url", url)).code).toBe(0);
      expect(rig.engine.ingests[0]).toMatchObject({ source: { kind: "upload", fileName: "match.mp4" } });
      expect(Buffer.from(rig.engine.ingests[0]?.bytes ?? []).toString()).toBe("media");
    });
  });

  it("takes what it can, and says what it cannot", async () => {
    await using rig = await createRig();
    finishing(rig);
    const url = await rig.listen();
    const sources = ["https://example.com/a.mp4", "/nowhere/b.mp4"];
    const { out, notes, code } = await cutstream("ingest", ...sources, "--json", "--url", url);
    expect(code).toBe(1);
    expect(notes).toMatch(/✗ \/nowhere\/b\.mp4 cannot be read\.\n {2}→ Check the path/);
    expect(JSON.parse(out)).toMatchObject([
      { source: sources[0], video: { id: "v1", status: "ready" } },
      { source: sources[1], error: { message: expect.stringContaining("cannot be read") } },
    ]);
  });

  it("tells the job's own error", async () => {
    await using rig = await createRig();
    const { ingest } = rig.engine.videos;
    rig.engine.videos.ingest = async (request) => {
      const made = await ingest(request);
      const error = { code: "source_unreadable", message: "It is cut short.", remedy: "Send all of it." };
      return { ...made, job: rig.engine.jobs.change(made.job.id, { status: "failed", error }) };
    };
    const { notes, code } = await cutstream("ingest", "https://a.b/c.mp4", "--url", await rig.listen());
    expect([code, notes]).toEqual([1, expect.stringContaining("✗ It is cut short.\n  → Send all of it.")]);
  });
});

describe("compose", () => {
  it("shows what was cut, and where to watch it", async () => {
    await using rig = await createRig();
    finishing(rig);
    const url = await rig.listen();
    await cutstream("ingest", "https://a.b/c.mp4", "--url", url);
    const clips = ["v1@12.5-20", "v1@f100-f200", "v1@1/2-1"];
    const { out, code } = await cutstream(
      "compose",
      ...clips,
      "--user",
      "ann",
      "--name",
      "reel",
      "--ttl",
      "7d",
      "--url",
      url,
    );
    expect(code).toBe(0);
    for (const clip of clips) expect(out).toContain(clip);
    expect(out).toMatch(/4\.000 – 8\.000 .*100 – 199 .*0 \/ 0 .*head/);
    expect(out).toMatch(
      /url {5}http:\/\/\S+\/u\/ann\/s1\/good\/reel\.m3u8\nplayer {2}http:\/\/\S+\/player\?url=/,
    );
    const snapped = await cutstream("compose", "v1@1-2", "--snap", "--json", "--url", url);
    expect(JSON.parse(snapped.out).plan.clips[0].method).toBe("snap");
  });

  it("passes on what the server refuses", async () => {
    await using rig = await createRig();
    const { notes, code } = await cutstream("compose", "v9@1-2", "--url", await rig.listen());
    expect([code, notes]).toEqual([
      1,
      expect.stringMatching(/✗ There is no video v9\.[\s\S]*→ .*GET \/v1\/videos/),
    ]);
  });

  it("asks for subtitles in each language", async () => {
    await using rig = await createRig();
    const url = await rig.listen();
    // The second is none: what was sent is what the server complains of.
    const { notes, code } = await cutstream("compose", "v1@1-2", "--subtitles", "en,", "--url", url);
    expect([code, notes]).toEqual([1, expect.stringContaining("timeline.subtitles[1].language")]);
  });
});

describe("what clips are dressed with", () => {
  const dress = [
    "--overlay",
    "brand.png@top-right",
    "--overlay",
    "text:Half time@bottom",
    "--reframe",
    "9:16",
  ];

  it("goes to the server as it was asked for", async () => {
    await using rig = await createRig();
    finishing(rig);
    const url = await rig.listen();
    await cutstream("ingest", "https://a.b/c.mp4", "--url", url);
    const asked: unknown[] = [];
    const { streams } = rig.engine;
    const { publish } = streams;
    streams.publish = async (request) => {
      asked.push(request);
      return publish(request);
    };
    const flags = ["--music", "v1", "--under", "--smart", "--subtitles", "en", "--render", "segments"];
    const { code } = await cutstream(
      "compose",
      "v1@1-2",
      ...dress,
      ...flags,
      "--captions",
      "en",
      "--url",
      url,
    );
    expect(code).toBe(0);
    expect(asked).toMatchObject([
      {
        ...{ render: "segments", captions: "en" },
        timeline: {
          overlays: [
            { kind: "image", image: "brand.png", position: "top-right" },
            { kind: "text", text: "Half time", position: "bottom" },
          ],
          ...{ reframe: { aspect: "9:16", mode: "smart" }, subtitles: [{ language: "en" }] },
          music: { video: "v1", mode: "mix", duck: 12 },
        },
      },
    ]);
    expect((await cutstream("compose", "v1@1-2", "--reframe", "tall", "--url", url)).code).toBe(2);
  });

  it("is burnt into what is exported, which is fetched under its name", async () => {
    await using rig = await createRig();
    finishing(rig);
    const url = await rig.listen();
    await cutstream("ingest", "https://a.b/c.mp4", "--url", url);
    const folder = await mkdtemp(join(tmpdir(), "cutstream-cli-"));
    try {
      const asked: unknown[] = [];
      const { exports } = rig.engine;
      const { create } = exports;
      exports.create = async (request) => {
        asked.push(request);
        const made = await create(request);
        rig.engine.jobs.change(made.job.id, { status: "done", progress: 1 });
        return made;
      };
      const line = ["export", "v1@1-2", "v1@f50-f75", "--each", "--name", "cut", ...dress];
      const { out, code } = await cutstream(...line, "--url", url);
      expect([code, out]).toEqual([
        0,
        expect.stringMatching(/cut-1\.mp4 .*\ncut-2\.mp4 .*\/e\/good\/cut-2\.mp4/),
      ]);
      expect(asked).toMatchObject([
        { burn: ["overlays", "reframe"], ranges: [{ start: 1 }, { start: { frame: 50 } }], name: "cut" },
      ]);
      const listed = await cutstream("exports", "--url", url);
      expect(listed.out).toMatch(/^exp_1 {2}done\n {2}cut-1\.mp4 {2}http/);
      expect((await cutstream("exports", "--delete", "exp_1", "--url", url)).notes).toBe("deleted exp_1");
      expect((await cutstream("exports", "--json", "--url", url)).out).not.toContain('exp_1"');
      expect((await cutstream("export", "--url", url)).code).toBe(2);
      expect((await cutstream("export", "v1@1-2", "--burn", "hats", "--url", url)).code).toBe(2);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("reel", () => {
  it("shows what was chosen, why, and where to watch it", async () => {
    await using rig = await createRig();
    finishing(rig);
    const url = await rig.listen();
    await cutstream("ingest", "https://a.b/c.mp4", "--url", url);
    const flags = ["--video", "v1", "--duration", "30", "--user", "ann", "--ttl", "7d", "--url", url];
    const { out, notes, code } = await cutstream("reel", "Create highlights of this match", ...flags);
    expect(code).toBe(0);
    expect(rig.engine.reels.requests).toEqual([
      { prompt: "Create highlights of this match", video: "v1", duration: 30, user: "ann", ttl: "7d" },
    ]);
    expect(out).toContain("Read by rules: highlights; the best, at most 30 s.");
    expect(out).toContain("crowd peaks: listed, 1 found");
    expect(out).toMatch(/match .*10\.000 – 12\.000 .*0\.90 .*crowd peaks: crowd-peak/);
    expect(out).toContain("begins with a shot");
    expect(out).toMatch(
      /url {5}http:\/\/\S+\/u\/ann\/s1\/good\/reel\.m3u8\nplayer {2}http:\/\/\S+\/player\?url=/,
    );
    expect(notes).toContain("! Meanings were not compared.");
    const json = await cutstream("reel", "best of it", "--collection", "default", "--json", "--url", url);
    expect(JSON.parse(json.out)).toMatchObject({ plan: { by: "rules" }, moments: [{ startFrame: 250 }] });
  });

  it("says so where nothing is found, and where to look is not said", async () => {
    await using rig = await createRig();
    const url = await rig.listen();
    const { notes, code } = await cutstream("reel", "nothing", "--video", "v1", "--url", url);
    expect([code, notes]).toEqual([1, expect.stringMatching(/✗ Nothing was found[\s\S]*→ .*index/)]);
    expect((await cutstream("reel", "x", "--url", url)).code).toBe(2);
    expect((await cutstream("reel", "x", "--video", "a", "--collection", "b", "--url", url)).code).toBe(2);
    expect((await cutstream("reel", "x", "--video", "a", "--duration", "soon", "--url", url)).code).toBe(2);
  });
});

describe("the command line", () => {
  it("exits with 2 where it is wrong, and 3 where no server answers", async () => {
    expect((await cutstream("compose", "v1")).code).toBe(2);
    expect((await cutstream("compose")).code).toBe(2);
    expect((await cutstream("ingest", "a", "--mode", "fast")).code).toBe(2);
    expect((await cutstream("ingest", "a", "b", "--name", "x")).code).toBe(2);
    expect((await cutstream("serve", "--port", "99999")).code).toBe(2);
    expect((await cutstream("dance")).code).toBe(2);
    expect((await cutstream("verify", "https://a.b/c.m3u8")).code).toBe(2);
    const { code, notes } = await cutstream("compose", "v1@1-2", "--url", "http://127.0.0.1:9");
    expect([code, notes]).toEqual([3, expect.stringContaining("cutstream serve")]);
  });

  it("helps", async () => {
    const { out, code } = await cutstream("--help");
    expect(code).toBe(0);
    for (const command of ["serve", "ingest", "compose", "reel", "mcp", "verify", "doctor", "demo"])
      expect(out).toContain(command);
  });

  it("copies media to another place once, and says what is no place", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cutstream-cli-"));
    const places = ["--from", join(folder, "data"), "--to", join(folder, "copy")];
    expect(await cutstream("move-blobs", ...places)).toMatchObject({
      code: 1,
      notes: expect.stringContaining("blobs"),
    });
    await mkdir(join(folder, "data/blobs/v"), { recursive: true });
    await writeFile(join(folder, "data/blobs/v/a"), "media");
    await mkdir(join(folder, "data/tenants/acme/blobs"), { recursive: true });
    const [first, second] = [
      await cutstream("move-blobs", ...places),
      await cutstream("move-blobs", ...places),
    ];
    expect([first.code, first.out]).toEqual([0, "1 blobs, 0.0 MB: 1 copied, 0 were there"]);
    expect(first.notes).toContain("Tenants are not in it: acme.");
    expect([second.code, second.out]).toEqual([0, "1 blobs, 0.0 MB: 0 copied, 1 were there"]);
    expect(await readFile(join(folder, "copy/blobs/v/a"), "utf8")).toBe("media");
    expect((await cutstream("move-blobs", ...places.slice(0, 3), "s3://A/")).code).toBe(1);
    await rm(folder, { recursive: true });
  });

  it("says what memory can work with, and what what is missing needs", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cutstream-cli-"));
    const models = join(folder, "models.json");
    const none = { kind: "none" };
    const embedder = { kind: "folder", folder: join(folder, "no-such-model") };
    await writeFile(models, JSON.stringify({ embedder, transcriber: none, translator: none }));
    const { out } = await cutstream("doctor", "--data", folder, "--models", models, "--port", "0");
    expect(out).toContain("✓ analyser shots: ");
    expect(out).toContain("✓ database: SQLite, in the data folder");
    expect(out).toMatch(
      /! model of meanings: There is no model folder .*no-such-model\.\n {2}→ Check the model/,
    );
    const unreadable = await cutstream("doctor", "--models", join(folder, "none.json"));
    expect(unreadable).toMatchObject({ code: 1, notes: expect.stringContaining("none.json cannot be read") });
    await rm(folder, { recursive: true });
  });

  it("refuses to serve the world without a key", async () => {
    const { code, notes } = await cutstream("serve", "--host", "0.0.0.0", "--data", "/nowhere");
    expect([code, notes]).toEqual([1, expect.stringContaining("CUTSTREAM_API_KEY")]);
  });
});
