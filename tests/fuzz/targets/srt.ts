import { decodeText, parseSrt, writeSrt } from "@cutstream/media";
import { checkCues, checkWrittenCues } from "../cues.ts";
import { textMutator } from "../mutate-text.ts";
import { type Target, textSeeds } from "../target.ts";

/** SubRip subtitles. */
export const srt: Target = {
  name: "srt",
  seeds: () =>
    textSeeds(
      "1\n00:00:01,000 --> 00:00:03,500\n<i>Hello</i>\nworld!\n\n2\n00:00:05,000 --> 00:00:07,000 X1:1\nBye\n\n3\n0:1:2.003 --> 99:59:59,999\n{\\an8}a\n\nb\n",
    ),
  mutate: textMutator(["-->", "00:00:01,000", "-<b>->", "<b>", "</b>", "{\\i1}", "1\n", "00:00:00,000 --> "]),
  check(input) {
    const cues = parseSrt(decodeText(input));
    checkCues(cues);
    // The format cannot say that what looks like markup is text.
    checkWrittenCues(cues, writeSrt, parseSrt, (text) => !/[<{]/.test(text));
  },
};
