import { decodeText, parseWebVtt, writeWebVtt } from "@cutstream/media";
import { checkCues, checkWrittenCues } from "../cues.ts";
import { textMutator } from "../mutate-text.ts";
import { orRefused } from "../refused.ts";
import { type Target, textSeeds } from "../target.ts";

/** WebVTT (W3C). */
export const webvtt: Target = {
  name: "webvtt",
  seeds: () =>
    textSeeds(
      "WEBVTT title\nLanguage: en\n\nNOTE x\ny\n\nSTYLE\n::cue { color: red }\n\nid\n00:01.000 --> 00:00:03.500 align:start line:0\n<v Ann>a &amp; b</v>\n- <i>c</i>\n\n00:00:05.000 --> 00:00:07.000\n&#x41;&lrm;<00:06.000>Bye\n",
    ),
  mutate: textMutator([
    ...["-->", "00:01.000", "NOTE", "STYLE", "REGION", "WEBVTT", "&#45;-&gt;", "&lt;", "&#1114112;", "&#10;"],
    ...["<v Bob->", "<v.loud Ann &amp; Co>", "<c.x>", "</v>", "--&gt;", "&#x2028;", "&nbsp;"],
  ]),
  check(input) {
    const cues = parseWebVtt(decodeText(input));
    checkCues(cues);
    if (orRefused(() => writeWebVtt(cues)) !== undefined) checkWrittenCues(cues, writeWebVtt, parseWebVtt);
  },
};
