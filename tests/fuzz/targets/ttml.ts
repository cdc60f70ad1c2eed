import { decodeText, parseTtml } from "@cutstream/media";
import { checkCues } from "../cues.ts";
import { xmlMutator } from "../mutate-xml.ts";
import { type Target, textSeeds } from "../target.ts";

/** Timed Text (W3C TTML2). */
export const ttml: Target = {
  name: "ttml",
  seeds: () =>
    textSeeds(
      '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="30" ttp:tickRate="15" xml:lang="en"><body begin="1s"><div><p xml:id="a" end="00:00:03:12">a<br/><span dur="15t">b &amp; c</span></p><p begin="4s" dur="250ms">d</p></div></body></tt>',
    ),
  mutate: xmlMutator([
    ...[
      "begin",
      "end",
      "dur",
      "timeContainer",
      "seq",
      "ttp:frameRateMultiplier",
      "1000 1001",
      "p",
      "span",
      "br",
    ],
    ...["1h", "00:00:00:99", "1e9s", "99999999999999t", "ttp:timeBase", "smpte", "xml:space"],
  ]),
  check: (input) => checkCues(parseTtml(decodeText(input))),
};
