import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CutstreamError } from "../../errors.ts";
import type { LanguagePair, Translator } from "../../seams/translator.ts";
import { captureTool, printed } from "../programs/run.ts";
import { findProgram } from "../transcribers/pocketsphinx/find-program.ts";
import { threeLetterCode } from "./three-letter-code.ts";

const PROGRAM = "apertium";
/** Bytes of what it writes at most: a batch of subtitles is far smaller. */
const LARGEST_OUTPUT = 16 * 1024 * 1024;

/**
 * Apertium, a translator by rules, with the pairs of languages that are installed (Debian: `apertium-eng-spa` and
 * others). Needs no network.
 */
export function createApertiumTranslator(path?: string): Translator {
  let modes: Promise<ReadonlySet<string>> | undefined;

  const modeOf = async ({ from, to }: LanguagePair): Promise<string | null> => {
    modes ??= listModes(path);
    const mode = `${threeLetterCode(from)}-${threeLetterCode(to)}`;
    return (await modes).has(mode) ? mode : null;
  };

  return {
    async identify(pair) {
      const mode = await modeOf(pair);
      return mode === null ? null : `${PROGRAM} ${mode}`;
    },
    async translate(texts, pair, signal) {
      const mode = await modeOf(pair);
      if (mode === null) {
        const message = `Apertium cannot translate from ${pair.from} to ${pair.to}; it is not installed, or that pair is not.`;
        throw new CutstreamError("translator_unavailable", message);
      }
      if (texts.length === 0) return [];
      // Paragraphs: they stay apart, and none is read on into the next.
      const input = texts.map((text) => text.replace(/\s+/g, " ").trim() || "-").join("\n\n");
      const found = (await translateFile(`${input}\n`, mode, path, signal)).trim().split(/\n\s*\n/);
      if (found.length !== texts.length) {
        const message = `Apertium gave ${found.length} texts for ${texts.length}.`;
        throw new CutstreamError("translator_unavailable", message);
      }
      return found.map((text, n) => (texts[n]?.trim() ? text.replace(/\s+/g, " ").trim() : ""));
    },
  };
}

/** The program takes a file, and cannot open the socket that standard input is. */
async function translateFile(
  text: string,
  mode: string,
  path: string | undefined,
  signal: AbortSignal | undefined,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cutstream-translate-"));
  try {
    const file = join(folder, "text");
    await writeFile(file, text);
    return await run(["-u", mode, file], path, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Pairs that are installed; none where the program is not. */
async function listModes(path: string | undefined): Promise<ReadonlySet<string>> {
  if (!(await findProgram(PROGRAM, path))) return new Set();
  const output = await run(["-l"], path);
  return new Set(output.split("\n").map((line) => line.trim()));
}

async function run(args: readonly string[], path: string | undefined, signal?: AbortSignal): Promise<string> {
  const program = await findProgram(PROGRAM, path);
  if (!program) throw new CutstreamError("translator_unavailable", "apertium is not on the PATH.");
  const onFailure: Parameters<typeof captureTool>[0]["onFailure"] = (failure) =>
    new CutstreamError("translator_unavailable", "Apertium gave up.", { cause: printed(failure) });
  const output = await captureTool({ program, args, urgency: "soon", onFailure, signal }, LARGEST_OUTPUT);
  return output.toString("utf8");
}
