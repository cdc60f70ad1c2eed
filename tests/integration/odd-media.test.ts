import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { copyFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { formatRational } from "@cutstream/media";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDiskBlobStore } from "../../packages/engine/src/adapters/disk/disk-blob-store.ts";
import { createFfmpegTranscoder } from "../../packages/engine/src/adapters/ffmpeg/transcoder.ts";
import type { IngestMode } from "../../packages/engine/src/api/videos.ts";
import { ingestVersion } from "../../packages/engine/src/ingest/ingest-version.ts";
import { keys } from "../../packages/engine/src/library/keys.ts";
import {
  createLibrary,
  type Library,
  type LibraryVersion,
} from "../../packages/engine/src/library/library.ts";
import type { BlobStore } from "../../packages/engine/src/seams/blob-store.ts";
import { childPrograms } from "../kit/children.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { comparePictures, firstPictureTime, readSound, soundDelay } from "../kit/fidelity.ts";
import { sharedMedia } from "../kit/media.ts";
import { writeAudioFile, writeVideoFile } from "../kit/version-files.ts";
import { EXPECTED, type Expectation, type TakenIn } from "./odd-media.expected.ts";

/** Longest that one file may take: on an idle machine none takes a tenth of it. */
const PATIENCE = 200_000;

/** Bytes of a source that is still ingested in more than the one mode. */
const SMALL = 1_000_000;

/** Frames of a source that is still encoded where it would be copied, if nothing is odd about it. */
const SHORT = 150;

/** Frames of a copy that are all held against the source's; of a longer one its key frames are, first to last. */
const LONG = 400;

const ffmpeg = createFfmpegTranscoder();
const probes = new Map<string, ReturnType<typeof ffmpeg.probe>>();
/** What a file is, is found out once for all modes. */
const transcoder: typeof ffmpeg = {
  ...ffmpeg,
  probe(path, signal) {
    const known = probes.get(path) ?? ffmpeg.probe(path, signal);
    probes.set(path, known);
    return known;
  },
};
let folder: string;
let blobs: BlobStore;
let library: Library;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "odd-media-"));
  blobs = await openDiskBlobStore(join(folder, "blobs"));
  library = createLibrary(blobs);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function ingest(path: string, mode: IngestMode): Promise<LibraryVersion> {
  const bytes = await readFile(path);
  const source = { path, sha256: createHash("sha256").update(bytes).digest("hex"), size: bytes.length };
  const signal = AbortSignal.timeout(PATIENCE);
  return library.version(
    await ingestVersion({ source, mode, signal, report: () => undefined }, { blobs, transcoder }),
  );
}

const isTakenIn = (expected: Expectation): expected is TakenIn => "mode" in expected;

const here = EXPECTED.flatMap((expected) => {
  const path = sharedMedia(expected.file);
  return path === undefined ? [] : [{ ...expected, path }];
});

/** Path of what is taken of a file: all, or its first seconds, packet by packet. */
async function excerpt({ path, seconds }: TakenIn & { readonly path: string }): Promise<string> {
  if (seconds === undefined) return path;
  const short = join(folder, basename(path));
  await runProgram(FFMPEG, ["-v", "error", "-i", path, "-t", String(seconds), "-c", "copy", short]);
  return short;
}
const takenIn = here.filter(isTakenIn) as (TakenIn & { readonly path: string })[];
const refused = here.filter((one) => !isTakenIn(one)) as Extract<(typeof here)[number], { error: string }>[];

describe.skipIf(here.length === 0)("odd media", { timeout: PATIENCE + 30_000 }, () => {
  test("is all in the table", async () => {
    const root = join(here[0]!.path, "../..");
    const files = await Promise.all(
      ["odd", "derived", "video"].map(async (kind) =>
        (await readdir(join(root, kind))).map((name) => `${kind}/${name}`),
      ),
    );
    expect(EXPECTED.map(({ file }) => file)).toEqual(expect.arrayContaining(files.flat()));
  });

  test.each(takenIn)(
    "$file is taken in as it should be, and looks and sounds like its source",
    async (whole) => {
      const one = { ...whole, path: await excerpt(whole) };
      const version = await ingest(one.path, "auto");
      expect(describeVersion(version)).toEqual({
        mode: one.mode,
        size: one.size,
        rate: one.rate,
        frames: one.frames,
        audio: one.audio,
        reason: one.reason,
        warnings: (one.warnings ?? []).map((start) => expect.stringMatching(startsWith(start))),
      });
      expectWhole(version);
      if (one.differs !== "damaged") await expectFaithful(version, one);
    },
  );

  test.each(refused)(
    "$file is refused, and the message says why",
    async ({ path, error, message, modes }) => {
      for (const mode of modes ?? (["auto", "encode", "copy"] as const))
        await expect(ingest(path, mode)).rejects.toMatchObject({ code: error, message });
    },
  );

  const uncopyable = takenIn.filter(({ mode, copiesWhenTold }) => mode === "encode" && !copiesWhenTold);
  test.each(uncopyable)("$file is not copied, even when told to", async ({ path, reason }) => {
    const why = /^encoded: (.*); [^;]*$/.exec(reason)?.[1];
    await expect(ingest(path, "copy")).rejects.toMatchObject({
      code: "source_not_copyable",
      message: `The video cannot be copied: ${why}.`,
    });
  });

  const copyable = takenIn.filter(({ mode, copiesWhenTold }) => mode === "copy" || copiesWhenTold);
  const brief = copyable.filter(({ path }) => statSync(path).size < SMALL);

  test.each(brief)("$file is copied when told to", async (one) => {
    const version = await ingest(one.path, "copy");
    expect(describeVersion(version)).toMatchObject({ mode: "copy", frames: one.frames, rate: one.rate });
    expectWhole(version);
    if (one.copiesWhenTold) {
      if (one.differs !== "damaged") await expectFaithful(version, one);
    } else {
      const unasked = await ingest(one.path, "auto");
      expect(version.id).not.toBe(unasked.id);
      expect(version.video[0]!.index).toEqual(unasked.video[0]!.index);
      expect(version.audio?.index).toEqual(unasked.audio?.index);
    }
  });

  // What is encoded unasked has been encoded by now.
  const encodable = brief.filter(
    ({ file, mode, frames }) => mode === "copy" && (file.startsWith("odd/") || frames <= SHORT),
  );
  test.each(encodable)("$file is encoded when told to", async (one) => {
    const version = await ingest(one.path, "encode");
    expect(describeVersion(version)).toMatchObject({ mode: "encode", rate: one.rate });
    expect(version.manifest.frameCount).toBeGreaterThanOrEqual(one.frames);
    expect(version.manifest.frameCount).toBeLessThanOrEqual(one.frames + 1);
    expectWhole(version);
    // Key frames every second at most, so that heads are short.
    const { num, den } = version.manifest.frameRate;
    const [track] = version.video;
    for (const [n, key] of [...track!.keys.subarray(1)].entries())
      expect(key - track!.keys[n]!).toBeLessThanOrEqual(Math.round(num / den));
  });

  test("a name is never taken for an option, a protocol or a pattern", async () => {
    const source = sharedMedia("odd/dash-name.mp4")!;
    for (const name of ["-video-with-dash-.mp4", "a 'b\" $(c) %03d.mp4", "concat:x|y.mp4", "日本\n語.mp4"]) {
      const path = join(folder, name);
      await copyFile(source, path);
      expect((await ingest(path, "auto")).manifest.frameCount, name).toBe(5);
    }
  });

  test("what a recording tells of places, people and encoders is not published", async () => {
    const told = ["-metadata", "location=+12.3456+065.4321/", "-metadata", "artist=Jane Roe"];
    const path = join(folder, "told.mp4");
    await runProgram(FFMPEG, [
      ...[
        "-v",
        "error",
        "-i",
        sharedMedia("derived/aac_51.mp4")!,
        "-c",
        "copy",
        ...told,
        "-movflags",
        "use_metadata_tags",
        path,
      ],
    ]);
    const secrets = ["+12.3456", "Jane Roe", "-15.8355", "x264 - core"];
    const [copied, encoded] = [
      await ingest(path, "copy"),
      await ingest(sharedMedia("video/phone_dog_1080p.mp4")!, "auto"),
    ];
    // The secrets are there to be found.
    const [tagged, phone] = await Promise.all([
      readFile(path),
      readFile(sharedMedia("video/phone_dog_1080p.mp4")!),
    ]);
    expect(secrets.map((secret) => tagged.includes(secret) || phone.includes(secret))).not.toContain(false);
    for (const { id } of [copied, encoded]) {
      for await (const key of blobs.list(keys.version(id))) {
        const bytes = Buffer.from(await blobs.read(key));
        for (const secret of secrets) expect(bytes.includes(secret), `${secret} in ${key}`).toBe(false);
      }
    }
  });

  test("leaves nothing behind: no program, no half version", async () => {
    expect(await childPrograms()).toEqual([]);
    const parts = new Set<string>();
    for await (const key of blobs.list("v/")) parts.add(key.split("/")[1]!);
    for (const id of parts) expect(await blobs.size(keys.manifest(id)), id).toBeDefined();
  });
});

const startsWith = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);

/** What a version is, in the words of the table. */
function describeVersion({ manifest, audio }: LibraryVersion) {
  const { mode, width, height, frameRate, frameCount, reason, warnings } = manifest;
  return {
    mode,
    size: [width, height],
    rate: formatRational(frameRate),
    frames: frameCount,
    audio: audio && {
      rate: audio.index.sampleRate,
      channels: audio.index.channels,
      start: audio.index.startSample,
    },
    reason,
    warnings,
  };
}

/** Holds the indexes against what planning and serving rest on. */
function expectWhole({ manifest, video, audio }: LibraryVersion): void {
  const [track] = video;
  const { index, keys: keyFrames } = track!;
  expect(video).toHaveLength(1);
  expect([index.width, index.height, index.frameCount]).toEqual([
    manifest.width,
    manifest.height,
    manifest.frameCount,
  ]);
  expect(Uint32Array.from(index.frames).sort()).toEqual(Uint32Array.from(index.frames.keys()));
  expect(keyFrames[0]).toBe(0);
  for (const key of keyFrames.subarray(0, -1)) expect(index.frames[key]).toBe(key);
  for (const start of index.chunkStarts) expect(track!.isKey(start)).toBe(true);
  expect(index.headSetId).toBeGreaterThan(0);
  expect(index.codec).toMatch(/^avc1\.[0-9a-f]{6}$/i);
  if (!audio) return;
  expect(audio.index.codec).toBe("mp4a.40.2");
  expect([1, 2]).toContain(audio.index.channels);
  expect([44_100, 48_000]).toContain(audio.index.sampleRate);
}

/** Milliseconds of sound that encoding and containers may put it off by. */
const SOUND_TOLERANCE = 2;

/** Decodes source and version, both as ffmpeg sees them, and compares every picture, and where the sound is. */
async function expectFaithful(version: LibraryVersion, one: TakenIn & { path: string }): Promise<void> {
  const probe = await transcoder.probe(one.path);
  const source = probe.video && { path: one.path, index: probe.video.index };
  const name = join(folder, `${version.id}-${basename(one.path)}`);
  if (source && one.differs === undefined) {
    await writeVideoFile(blobs, version.id, version.video[0]!, `${name}.mp4`);
    const made = { path: `${name}.mp4`, index: 0 };
    const { mode, frameCount, frameRate } = version.manifest;
    const inPart = mode === "copy" && frameCount > LONG;
    const which = inPart ? "key frames" : { rate: formatRational(frameRate) };
    const { frames, mean, strange } = await comparePictures(source, made, which);
    expect(frames[1]).toBe(inPart ? version.video[0]!.keys.length - 1 : frameCount);
    expect(Math.abs(frames[0] - frames[1])).toBeLessThanOrEqual(1);
    expect(mean, "difference of pictures").toBeLessThan(2);
    expect(strange, "share of strange pictures").toBeLessThan(0.02);
  }
  if (version.audio) {
    await writeAudioFile(blobs, version.id, version.audio, `${name}.aac`);
    const start = version.audio.index.startSample / version.audio.index.sampleRate;
    const heard = await readSound({ path: one.path, index: probe.audio!.index });
    // sound alone counts from its own start
    const first = source ? await firstPictureTime(source) : heard.start;
    const zero = first + (one.differs === "first frame" ? PRIMING : 0);
    const made = await readSound({ path: `${name}.aac`, index: 0 });
    const delay = soundDelay({ ...heard, start: heard.start - zero }, { ...made, start: made.start + start });
    // Silence is nowhere.
    if (delay !== undefined) expect(Math.abs(delay) * 1000, "ms of delay").toBeLessThan(SOUND_TOLERANCE);
  }
  await Promise.all([rm(`${name}.mp4`, { force: true }), rm(`${name}.aac`, { force: true })]);
}

/** Seconds of priming of ffmpeg's AAC encoder at 48 kHz. */
const PRIMING = 1024 / 48_000;
