import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { CutstreamError } from "../../../errors.ts";
import type { TranscribeContext, TranscribedSegment, Transcriber } from "../../../seams/transcriber.ts";
import { LONG_WORK } from "../../programs/limits.ts";
import { printed, streamTool } from "../../programs/run.ts";
import { toInt16 } from "../wav.ts";
import { findProgram } from "./find-program.ts";
import { readHypotheses } from "./hypotheses.ts";
import { hearTwice } from "./warm-up.ts";

export interface PocketsphinxOptions {
  /** Folders to look for the program in, as `PATH` has them. Default: that of the process. */
  readonly path?: string | undefined;
}

const PROGRAM = "pocketsphinx_continuous";
/**
 * A transcriber that runs pocketsphinx with the English model that comes with it: offline, small, and wrong about every
 * other word (`bench/speech.ts`). Words have times to the hundredth of a second. An hour of speech takes 115 MB in the
 * folder for temporary files.
 */
export function createPocketsphinxTranscriber({ path }: PocketsphinxOptions = {}): Transcriber {
  const find = async (): Promise<string> => {
    const program = await findProgram(PROGRAM, path);
    if (program !== undefined) return program;
    throw new CutstreamError(
      "analyser_unavailable",
      `${PROGRAM} is not on the PATH. Install it (Debian: apt install pocketsphinx pocketsphinx-en-us), or configure ` +
        "a folder with a sherpa-onnx model or an OpenAI-compatible endpoint as the transcriber.",
    );
  };
  return {
    async identify() {
      const program = await find();
      // The program does not tell its version.
      const digest = createHash("sha256")
        .update(await readFile(program))
        .digest("hex");
      return { model: "pocketsphinx-en-us", version: digest.slice(0, 12), settings: { program } };
    },
    transcribe: (sound, context) => transcribe(sound, context, find),
  };
}

async function* transcribe(
  sound: AsyncIterable<Float32Array>,
  { signal }: TranscribeContext,
  find: () => Promise<string>,
): AsyncGenerator<TranscribedSegment, void, undefined> {
  const program = await find();
  const { heard, unheard } = hearTwice(sound);
  const folder = await mkdtemp(join(tmpdir(), "cutstream-speech-"));
  try {
    // The program takes a file, and cannot open the socket that standard input is.
    const file = join(folder, "speech.raw");
    await pipeline(samplesOf(heard), createWriteStream(file), { signal });
    const output = streamTool({
      program,
      args: ["-infile", file, "-time", "yes"],
      urgency: "idle",
      processor: LONG_WORK,
      signal,
      onFailure: (failure) =>
        new CutstreamError("analyser_failed", "pocketsphinx gave up; its language model may be missing.", {
          cause: printed(failure),
        }),
    });
    yield* unheard(readHypotheses(linesOf(output)));
  } catch (error) {
    if (signal.aborted) throw new CutstreamError("cancelled", "The work was cancelled.", { cause: error });
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Sound as the program reads it: 16-bit samples without a header. */
async function* samplesOf(sound: AsyncIterable<Float32Array>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const samples of sound) yield toInt16(samples);
}

async function* linesOf(output: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of output) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest;
}
