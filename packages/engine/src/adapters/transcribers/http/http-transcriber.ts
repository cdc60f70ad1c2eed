import { CutstreamError } from "../../../errors.ts";
import {
  SPEECH_SAMPLE_RATE,
  type TranscribeContext,
  type TranscribedSegment,
  type Transcriber,
} from "../../../seams/transcriber.ts";
import { EncodedBody, type JsonEndpointOptions, postJson } from "../../http/json-endpoint.ts";
import { type ModelEndpointOptions, modelEndpoint } from "../../http/model-endpoint.ts";
import { type SoundPart, splitAtSilence } from "../split-at-silence.ts";
import { encodeWav } from "../wav.ts";
import { segmentsOf, VerboseJson } from "./verbose-json.ts";

const TIMEOUT_MS = 300_000;
/** Seconds of sound in one request: 2 MB, and an answer before long. */
const PART_SECONDS = 60;

/**
 * A transcriber behind an OpenAI-compatible `/audio/transcriptions`. Sound is sent as WAV files of a minute at most, cut
 * where nobody speaks.
 * @throws CutstreamError `model_unavailable` where the URL is none
 */
export function createHttpTranscriber(options: ModelEndpointOptions): Transcriber {
  const { model } = options;
  const endpoint = modelEndpoint(options, "/audio/transcriptions", { timeoutMs: TIMEOUT_MS });
  return {
    identify: async () => ({ model, version: endpoint.url.host, settings: { partSeconds: PART_SECONDS } }),
    transcribe: (sound, context) => transcribe(sound, context, endpoint, model),
  };
}

async function* transcribe(
  sound: AsyncIterable<Float32Array>,
  { signal, language }: TranscribeContext,
  endpoint: JsonEndpointOptions,
  model: string,
): AsyncGenerator<TranscribedSegment, void, undefined> {
  for await (const part of splitAtSilence(sound, SPEECH_SAMPLE_RATE, PART_SECONDS)) {
    const answer = VerboseJson.safeParse(
      await postJson(endpoint, await formOf(part, model, language), signal),
    );
    if (!answer.success) {
      const message = `${model} at ${endpoint.url.host} answers with something that is no verbose_json transcription.`;
      throw new CutstreamError("model_unavailable", message, { cause: answer.error });
    }
    yield* segmentsOf(answer.data, part.start, part.samples.length / SPEECH_SAMPLE_RATE);
  }
}

/** The form whole: undici may trip over one that is cancelled while it is sent piece by piece. */
async function formOf({ samples }: SoundPart, model: string, language: string | null): Promise<EncodedBody> {
  const form = new FormData();
  form.set("file", new Blob([encodeWav(samples, SPEECH_SAMPLE_RATE)], { type: "audio/wav" }), "speech.wav");
  form.set("model", model);
  form.set("response_format", "verbose_json");
  form.append("timestamp_granularities[]", "word");
  form.append("timestamp_granularities[]", "segment");
  // The service takes ISO 639-1 codes only.
  if (language !== null) form.set("language", new Intl.Locale(language).language);
  const encoded = new Response(form);
  return new EncodedBody(encoded.headers.get("content-type") ?? "", await encoded.bytes());
}
