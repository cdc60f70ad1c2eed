import { z } from "zod";
import { id } from "./common.ts";

/** A BCP 47 tag; whether there is such a language is the engine's to say. */
const language = z.string().min(1).max(64);

const text = {
  text: z.string().min(1).meta({ description: "The whole file." }),
  format: z.enum(["srt", "vtt", "ttml", "ass"]).exactOptional().meta({ description: "Default: found out." }),
};

const source = z
  .union([
    z.literal("transcript"),
    z.strictObject({ index: z.string().min(1).max(64) }),
    z.strictObject({ videos: z.array(z.strictObject({ video: id, ...text })) }),
    z.strictObject({ timeline: z.strictObject(text) }),
  ])
  .meta({
    id: "SubtitleSource",
    description:
      "`transcript`: what is said in the clips' videos, of their index `speech`. `index`: another index of theirs. " +
      "`videos`: texts in the videos' own time. `timeline`: a text in the timeline's time.",
  });

/** Subtitles of a timeline in one language. */
export const subtitleInput = z
  .strictObject({
    language: language.meta({ description: "BCP 47 tag of what is read.", examples: ["en", "pt-BR"] }),
    source: source.exactOptional(),
    translate: z
      .union([z.boolean(), z.strictObject({ from: language })])
      .exactOptional()
      .meta({ description: "Has the source's text translated into `language`." }),
    name: z
      .string()
      .min(1)
      .max(128)
      .exactOptional()
      .meta({ description: "In players' menus. Default: what the language calls itself." }),
    default: z.boolean().exactOptional(),
    autoselect: z.boolean().exactOptional(),
    forced: z.boolean().exactOptional().meta({ description: "Only what must be read." }),
    style: z.enum(["caption", "lower-third", "words"]).exactOptional(),
  })
  .meta({ id: "Subtitles" });
