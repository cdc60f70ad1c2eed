import { decodeText, parseEdl } from "@cutstream/media";
import { textMutator } from "../mutate-text.ts";
import { type Target, textSeeds } from "../target.ts";
import { checkList, listSeed } from "../timecode-lists.ts";

/** Edit decision lists (CMX 3600). */
export const edl: Target = {
  name: "edl",
  seeds: () => [
    ...textSeeds(
      "TITLE: x\nFCM: NON-DROP FRAME\n001  AX V  C  01:00:04:05 01:00:05:12 00:00:00:00 00:00:01:07\n* FROM CLIP NAME: a.mov\n* LOC: 00:00:00:12 RED x\n002  BX AA/V  D 012  01:00:00:00 01:00:02:00 00:00:01:07 00:00:03:07\nM2   BX 050.0 01:00:00:00\n",
      "TITLE: list\nFCM: NON-DROP FRAME\n\n001  001      V     C        00:00:00:00 00:00:02:00 00:00:00:00 00:00:02:00\n |C:ResolveColorBlue |M:Goal |D:25\n",
    ),
    listSeed("edl"),
  ],
  mutate: textMutator([
    ...["FCM: DROP FRAME", "* LOC:", "* FROM CLIP NAME:", "TITLE:", "M2", "|C:", "|M:", "|D:", "V2", "AA/V"],
    ...["00:00:00;00", "23:59:59:24", "99:99:99:99", "00:00:00:25", " C ", " W001 ", " K B "],
  ]),
  check(input) {
    parseEdl(decodeText(input), { num: 30_000, den: 1001 });
    checkList(input, "edl");
  },
};
