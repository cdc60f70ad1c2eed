import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { CutstreamError } from "../../../errors.ts";

/** A model as sherpa-onnx is told of it. */
export interface FolderModel {
  readonly kind: "whisper" | "transducer" | "sense-voice" | "zipformer-ctc";
  /** Files by what they are to the model, as whole paths. */
  readonly files: Readonly<Record<string, string>>;
  readonly tokens: string;
}

/** A word that is only in the tokens of SenseVoice. */
const SENSE_VOICE_TOKEN = "<|HAPPY|>";

/**
 * Finds out by its files which model of sherpa-onnx a folder holds: Whisper (`*-encoder.onnx`, `*-decoder.onnx`),
 * a non-streaming transducer such as Zipformer (`encoder*`, `decoder*`, `joiner*`), SenseVoice or Zipformer CTC
 * (`model.onnx`), with `tokens.txt`. Of a model in two precisions the smaller one is taken.
 * @throws CutstreamError `model_unavailable` that names the folder and what it lacks
 */
export async function findModel(folder: string): Promise<FolderModel> {
  const names = await listFiles(folder);
  const path = (name: string): string => join(resolve(folder), name);
  const tokens = names.find((name) => /(?:^|-)tokens\.txt$/.test(name));
  if (tokens === undefined) throw unusable(folder, "has no tokens.txt");
  const part = (role: string): string | undefined => {
    const files = names.filter((name) => new RegExp(`(?:^|-)${role}\\b.*\\.onnx$`).test(name));
    return files.find((name) => name.includes(".int8.")) ?? files[0];
  };
  const [encoder, decoder, joiner, model] = ["encoder", "decoder", "joiner", "model"].map(part);
  if (encoder && decoder && joiner) {
    if (/streaming/i.test(basename(resolve(folder))) || /chunk-\d+-left/.test(encoder))
      throw unusable(folder, "holds a streaming model, and one for whole recordings is needed");
    const files = { encoder: path(encoder), decoder: path(decoder), joiner: path(joiner) };
    return { kind: "transducer", files, tokens: path(tokens) };
  }
  if (encoder && decoder && /-encoder\b/.test(encoder)) {
    return {
      kind: "whisper",
      files: { encoder: path(encoder), decoder: path(decoder) },
      tokens: path(tokens),
    };
  }
  if (model) {
    const kind = await kindOfSingle(folder, path(tokens));
    if (kind) return { kind, files: { model: path(model) }, tokens: path(tokens) };
  }
  throw unusable(folder, "holds no Whisper, transducer, SenseVoice or Zipformer CTC model of sherpa-onnx");
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (cause) {
    throw unusable(folder, "cannot be read", cause);
  }
}

async function kindOfSingle(folder: string, tokens: string): Promise<FolderModel["kind"] | undefined> {
  const name = basename(resolve(folder));
  if (/zipformer.*ctc/i.test(name)) return "zipformer-ctc";
  const isSenseVoice =
    /sense-?voice/i.test(name) || (await readFile(tokens, "utf8")).includes(SENSE_VOICE_TOKEN);
  return isSenseVoice ? "sense-voice" : undefined;
}

function unusable(folder: string, what: string, cause?: unknown): CutstreamError {
  return new CutstreamError("model_unavailable", `The transcriber's folder ${folder} ${what}.`, { cause });
}
