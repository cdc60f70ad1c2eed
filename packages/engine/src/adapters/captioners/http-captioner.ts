import { z } from "zod";
import { CutstreamError } from "../../errors.ts";
import type { Captioner, CaptionPicture } from "../../seams/captioner.ts";
import { resample } from "../analysers/scenes/pictures/resample.ts";
import { postJson } from "../http/json-endpoint.ts";
import { type ModelEndpointOptions, modelEndpoint } from "../http/model-endpoint.ts";
import { encodePng } from "./png.ts";

const PROMPT =
  "These are stills of one scene of a video, in order. Say in one or two plain sentences what is seen: who or what, " +
  "what happens, where. Only what the pictures show. No introduction.";

/** Longest side of the pictures that are sent, in pixels. */
const LONGEST_SIDE = 640;
/** Characters that are kept: two sentences are shorter. */
const LONGEST_CAPTION = 600;
const TOKENS = 160;

const Answer = z.object({
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })]).rest(z.unknown()),
});

/**
 * A captioner behind an OpenAI-compatible `/chat/completions` that takes pictures.
 * @throws CutstreamError `model_unavailable` where the URL is none
 */
export function createHttpCaptioner(options: ModelEndpointOptions): Captioner {
  const { model } = options;
  const endpoint = modelEndpoint(options, "/chat/completions");
  return {
    model,
    async caption(pictures, signal) {
      const images = await Promise.all(pictures.map(async (picture) => imagePart(shrunk(picture))));
      const content = [{ type: "text", text: PROMPT }, ...images];
      const messages = [{ role: "user", content }];
      const body = { model, messages, max_tokens: TOKENS, temperature: 0 };
      const answer = Answer.safeParse(await postJson(endpoint, body, signal));
      const caption = answer.data?.choices[0].message.content
        .replace(/\s+/g, " ")
        .trim()
        .slice(0, LONGEST_CAPTION);
      if (caption) return caption;
      const message = `${model} at ${endpoint.url.host} says nothing of the pictures.`;
      throw new CutstreamError("model_unavailable", message, { cause: answer.error });
    },
  };
}

async function imagePart(picture: CaptionPicture): Promise<object> {
  const base64 = (await encodePng(picture)).toString("base64");
  return { type: "image_url", image_url: { url: `data:image/png;base64,${base64}` } };
}

/** A picture no larger than the endpoint needs it. */
function shrunk(picture: CaptionPicture): CaptionPicture {
  const scale = LONGEST_SIDE / Math.max(picture.width, picture.height);
  if (scale >= 1) return picture;
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  return { width, height, data: Uint8Array.from(resample(picture, whole, width, height), Math.round) };
}
