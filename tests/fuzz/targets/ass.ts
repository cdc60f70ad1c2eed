import { decodeText, parseAss } from "@cutstream/media";
import { checkCues } from "../cues.ts";
import { textMutator } from "../mutate-text.ts";
import { type Target, textSeeds } from "../target.ts";

/** SubStation Alpha subtitles. */
export const ass: Target = {
  name: "ass",
  seeds: () =>
    textSeeds(
      "[Script Info]\nTitle: x\n\n[Events]\nFormat: Layer, Start, End, Name, Text\nDialogue: 0,0:00:01.00,0:00:02.00,Ann,{\\i1}a\\Nb, c\nComment: 0,0:00:01.00,0:00:02.00,,x\nDialogue: 0,0:00:03.00,0:00:04.50,,{\\p1}m 0 0 l 1 1{\\p0}d\n",
    ),
  mutate: textMutator([
    "[Events]",
    "Format:",
    "Dialogue:",
    "Start",
    "End",
    "Text",
    "\\N",
    "{\\p1}",
    "{",
    "0:00:00.00",
  ]),
  check: (input) => checkCues(parseAss(decodeText(input))),
};
