import assert from "node:assert/strict";
import { decodeText, parseMultivariantPlaylist, writeMultivariantPlaylist } from "@cutstream/media";
import { textMutator } from "../mutate-text.ts";
import { orRefused } from "../refused.ts";
import { type Target, textSeeds } from "../target.ts";

/** Multivariant playlists (RFC 8216 §4.3.4): what was written of one is read and written as the same. */
export const hlsMultivariant: Target = {
  name: "hls-multivariant",
  seeds: () =>
    textSeeds(
      '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="a0.m3u8"\n#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="S",FORCED=NO,CHARACTERISTICS="public.easy-to-read,public.x",URI="s.m3u8"\n#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1500000,CODECS="avc1.640028,mp4a.40.2",RESOLUTION=1920x1080,FRAME-RATE=29.970,AUDIO="a",SUBTITLES="s"\nv0.m3u8\n',
      "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n",
    ),
  mutate: textMutator([
    ..."#EXT-X-STREAM-INF: #EXT-X-MEDIA: TYPE=VIDEO BANDWIDTH=0 RESOLUTION=1x1 FRAME-RATE=0 CHANNELS=".split(
      " ",
    ),
    ...['CHANNELS="16/JOC"', 'CODECS=""', "DEFAULT=MAYBE", 'NAME=""', 'URI="a b"', "FRAME-RATE=999.9999"],
  ]),
  check(input) {
    const playlist = parseMultivariantPlaylist(decodeText(input));
    const written = orRefused(() => writeMultivariantPlaylist(playlist));
    if (written === undefined) return;
    const again = parseMultivariantPlaylist(written);
    assert.equal(writeMultivariantPlaylist(again), written);
    const withoutRate = (all: typeof again) => all.variants.map((variant) => ({ ...variant, frameRate: 0 }));
    assert.deepEqual(withoutRate(again), withoutRate(playlist));
    assert.deepEqual(again.renditions, playlist.renditions);
  },
};
