import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPocketsphinxTranscriber } from "./pocketsphinx-transcriber.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutstream-pocketsphinx-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Puts a program in the place of the real one. */
async function install(script: string) {
  const program = join(folder, "pocketsphinx_continuous");
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  return createPocketsphinxTranscriber({ path: `/nowhere:${folder}` });
}

async function hear(
  transcriber: ReturnType<typeof createPocketsphinxTranscriber>,
  signal = new AbortController().signal,
) {
  const sound = async function* () {
    for (let n = 0; n < 3; n++) yield new Float32Array(16_000).fill(0.5);
  };
  return Array.fromAsync(transcriber.transcribe(sound(), { signal, language: null }));
}

test("says how to get it where it is not on the PATH", async () => {
  const transcriber = createPocketsphinxTranscriber({ path: "/nowhere" });
  const missing = {
    code: "analyser_unavailable",
    message: expect.stringMatching(/apt install pocketsphinx pocketsphinx-en-us.*folder.*endpoint/),
  };
  await expect(transcriber.identify()).rejects.toMatchObject(missing);
  await expect(hear(transcriber)).rejects.toMatchObject(missing);
});

test("feeds samples of 16 bits, and reads words", async () => {
  const transcriber = await install(
    `bytes=$(wc -c < $2); echo hi; echo "word 3.100 3.200 0.5"; echo "b$bytes 3.300 3.400 0.25"; echo "</s> 3.500 3.600 1.0"; echo "$@" > ${folder}/asked`,
  );
  // three seconds, twice
  expect(await hear(transcriber)).toMatchObject([
    {
      text: "word b192000",
      language: "en",
      words: [{ text: "word", confidence: 0.5 }, { confidence: 0.25 }],
    },
  ]);
  const [, file = "", ...rest] = (await readFile(join(folder, "asked"), "utf8")).trim().split(" ");
  expect(rest).toEqual(["-time", "yes"]);
  expect(existsSync(dirname(file))).toBe(false);
  expect(await transcriber.identify()).toMatchObject({
    model: "pocketsphinx-en-us",
    version: expect.stringMatching(/^[\da-f]{12}$/),
  });
});

test("tells what a program said that failed", async () => {
  const transcriber = await install('echo "ERROR: no such file: en-us.lm.bin" >&2; exit 1');
  await expect(hear(transcriber)).rejects.toMatchObject({
    code: "analyser_failed",
    cause: { message: expect.stringContaining("en-us.lm.bin") },
  });
});

test("is cancelled", async () => {
  const transcriber = await install("exec sleep 60");
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 100);
  await expect(hear(transcriber, abort.signal)).rejects.toMatchObject({ code: "cancelled" });
});
