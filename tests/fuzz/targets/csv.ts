import { readImport } from "../../../packages/engine/src/memory/import/read-import.ts";
import { textMutator } from "../mutate-text.ts";
import { type Target, textSeeds } from "../target.ts";
import { checkList, listSeed } from "../timecode-lists.ts";

/** Tables: of moments where their header names `text`, else lists of timecodes. */
export const csv: Target = {
  name: "csv",
  seeds: () => [
    ...textSeeds(
      'title,clip_type,in,out,frame_rate\n"Goal, ""the"" first",goal,00:00:01:00,00:00:03:00,25\nb,save,00:00:04:00,00:00:05:10,\n',
      'start;end;text;labels;score;live\n1.5;00:00:03.25;"a;\nb";x,y;1.25;true\n1/3;2;c;;-1;no\n',
    ),
    listSeed("csv"),
  ],
  mutate: textMutator([
    "title",
    "clip_type",
    "in",
    "out",
    "start",
    "end",
    "text",
    "__proto__",
    '""',
    '"',
    ";",
    "\t",
  ]),
  check(input) {
    const header = new TextDecoder().decode(input).split("\n", 1)[0] ?? "";
    if (header.includes("text")) readImport({ format: "csv", bytes: input }, { num: 25, den: 1 });
    else checkList(input, "csv");
  },
};
