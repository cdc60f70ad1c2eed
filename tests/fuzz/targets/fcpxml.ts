import { decodeText, parseFcpxml } from "@cutstream/media";
import { xmlMutator } from "../mutate-xml.ts";
import { type Target, textSeeds } from "../target.ts";
import { checkList, listSeed } from "../timecode-lists.ts";

/** Final Cut Pro's XML. */
export const fcpxml: Target = {
  name: "fcpxml",
  seeds: () => [
    ...textSeeds(
      '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n<fcpxml version="1.8"><resources><format id="r1" frameDuration="1/25s"/></resources><project name="p"><sequence format="r1" duration="8s" tcStart="0s" tcFormat="NDF"><spine><clip name="a &amp; b" offset="0s" duration="2s"><marker start="1s" duration="1/25s" value="goal"/></clip><gap name="Gap" offset="2s" duration="1s" start="0s"/><clip name="c" offset="3s" duration="50/25s" start="100/25s"/></spine></sequence></project></fcpxml>',
    ),
    listSeed("fcpxml"),
  ],
  mutate: xmlMutator([
    ...["clip", "gap", "marker", "spine", "asset-clip", "ref-clip", "lane", "offset", "start", "duration"],
    ...[
      "1/0s",
      "-1s",
      "3003/90000s",
      "9007199254740993/1s",
      "tcFormat",
      "DF",
      "frameDuration",
      "1001/30000s",
    ],
  ]),
  check(input) {
    parseFcpxml(decodeText(input));
    checkList(input, "fcpxml");
  },
};
