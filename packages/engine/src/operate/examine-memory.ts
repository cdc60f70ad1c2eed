import { examinePostgres } from "../adapters/postgres/examine-postgres.ts";
import { createTranscriber } from "../adapters/transcribers/create-transcriber.ts";
import type { EngineConfig } from "../api/config.ts";
import type { ModelConfig } from "../api/models.ts";
import { asCutstreamError, CutstreamError } from "../errors.ts";
import { createAnalysers, createEmbedder, createImageEmbedder, createTranslators } from "../open/models.ts";
import type { AnalyserIdentity } from "../seams/analyser.ts";

/** Whether a part of memory can work here. `poor`: memory works without it, but does less. */
export interface PartFinding {
  readonly name: string;
  readonly state: "good" | "poor" | "missing";
  /** What it is, or why it is not. */
  readonly detail: string;
  readonly remedy?: string;
}

/** Milliseconds that an embedder may take for its first text. */
const EMBEDDING_TIMEOUT = 30_000;

/**
 * Tries what memory works with: every analyser, the recogniser of speech, the models of meanings and of pictures (which embed a word and a picture),
 * and the database. Changes nothing, and never throws: what does not work is a finding that says what it needs.
 */
export async function examineMemory({
  models = {},
  databaseUrl,
  momentsUrl = databaseUrl,
}: Pick<EngineConfig, "models" | "databaseUrl" | "momentsUrl">): Promise<readonly PartFinding[]> {
  return [
    await finding("database", "missing", async () =>
      momentsUrl === undefined ? "SQLite, in the data folder" : examinePostgres(momentsUrl),
    ),
    ...(await examineAnalysers(models)),
    await finding("speech recogniser", "poor", async () => {
      const transcriber = createTranscriber(models.transcriber);
      return transcriber ? nameOf(await transcriber.identify()) : "none: only subtitles are read";
    }),
    await finding("model of meanings", "poor", () => embedWord(models)),
    await finding("model of pictures", "poor", () => embedPicture(models)),
    await finding("translator", "poor", () => examineTranslator(models)),
    chosen("captioner", models.captioner, "none: captions are made of what is found"),
    chosen("reader of prompts", models.planner, "none: rules read them"),
  ];
}

async function examineAnalysers(models: ModelConfig): Promise<PartFinding[]> {
  try {
    const analysers = createAnalysers(models);
    return await Promise.all(
      analysers.map((analyser) =>
        finding(`analyser ${analyser.name}`, "poor", async () => nameOf(await analyser.identify())),
      ),
    );
  } catch (error) {
    return [failed("analysers", "missing", error)];
  }
}

async function embedWord(models: ModelConfig): Promise<string> {
  const embedder = createEmbedder(models);
  if (!embedder) return "none: words alone are compared";
  try {
    const [vector] = await embedder.embed(["word"], AbortSignal.timeout(EMBEDDING_TIMEOUT));
    return `${embedder.model}, ${vector?.length} dimensions`;
  } finally {
    await embedder.close();
  }
}

/** Grey, as large as nothing needs it: any has a vector. */
const PICTURE = { width: 32, height: 32, data: new Uint8Array(32 * 32 * 3).fill(96) };

async function embedPicture(models: ModelConfig): Promise<string> {
  const embedder = createImageEmbedder(models);
  if (!embedder) return "none: pictures are found by what is known of them";
  try {
    const signal = AbortSignal.timeout(EMBEDDING_TIMEOUT);
    await embedder.embedTexts(["word"], signal);
    await embedder.embedImages([PICTURE], signal);
    return `${embedder.model}, ${embedder.dimensions} dimensions`;
  } finally {
    await embedder.close();
  }
}

/** Tried with one pair of languages, which packages of translators have before others. */
async function examineTranslator(models: ModelConfig): Promise<string> {
  const [translator] = createTranslators(models);
  if (!translator) return "none: subtitles are shown in the languages that they are in";
  const found = await translator.identify({ from: "en", to: "es" });
  if (found !== null) return `${found}, tried with English to Spanish`;
  throw new CutstreamError(
    "translator_unavailable",
    "Apertium is not on the PATH, or has not English to Spanish (Debian: apt install apertium apertium-eng-spa).",
  );
}

/** What is only asked when it is needed, since each answer may cost. */
function chosen(name: string, model: ModelConfig["captioner"], without: string): PartFinding {
  if (!model || model.kind === "none") return { name, state: "good", detail: without };
  return { name, state: "good", detail: `${model.model} at ${URL.parse(model.url)?.host}, not asked` };
}

const nameOf = ({ model, version }: AnalyserIdentity): string => `${model} ${version}`;

async function finding(
  name: string,
  otherwise: "poor" | "missing",
  examine: () => Promise<string>,
): Promise<PartFinding> {
  try {
    return { name, state: "good", detail: await examine() };
  } catch (error) {
    return failed(name, otherwise, error);
  }
}

function failed(name: string, state: "poor" | "missing", error: unknown): PartFinding {
  const { message, remedy } = asCutstreamError(error);
  return { name, state, detail: message, remedy };
}
