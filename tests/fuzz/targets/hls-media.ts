import assert from "node:assert/strict";
import { decodeText, lintMediaPlaylist, parseMediaPlaylist, writeMediaPlaylist } from "@cutstream/media";
import { textMutator } from "../mutate-text.ts";
import { orRefused } from "../refused.ts";
import { type Target, textSeeds } from "../target.ts";

/** Media playlists (RFC 8216 §4.3.3): what was written of one is read and written as the same. */
export const hlsMedia: Target = {
  name: "hls-media",
  seeds: () =>
    textSeeds(
      '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:3\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI="i.mp4"\n#EXTINF:4.004,title\na.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="j.mp4"\n#EXTINF:6,\nb.m4s?x=1\n#EXT-X-ENDLIST\n',
      '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-START:TIME-OFFSET=1.5,PRECISE=YES\n#EXT-X-DATERANGE:ID="a",CLASS="c",START-DATE="2026-01-01T00:00:00.000Z",DURATION=1.5,X-ASSET-URI="https://a.example/x"\n#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z\n#EXT-X-KEY:METHOD=NONE\n#EXTINF:2,\n0.ts\n',
    ),
  mutate: textMutator([
    ..."#EXTM3U #EXTINF: #EXT-X-MAP: #EXT-X-KEY: #EXT-X-BYTERANGE: #EXT-X-DATERANGE: #EXT-X-START:".split(
      " ",
    ),
    ...'URI="x" BYTERANGE="1@2" METHOD=AES-128 ID="b" END-DATE="2026-13-01" SCTE35-OUT=0xFC X-NUM=1.5'.split(
      " ",
    ),
    ...["VOD", "EVENT", "PRECISE=NO", "TIME-OFFSET=-1", "+010000-01-01T00:00:00Z", "1970-01-01"],
  ]),
  check(input) {
    const playlist = parseMediaPlaylist(decodeText(input));
    lintMediaPlaylist(playlist);
    const written = orRefused(() => writeMediaPlaylist(playlist));
    if (written === undefined) return;
    const again = parseMediaPlaylist(written);
    assert.equal(writeMediaPlaylist(again), written);
    assert.deepEqual(
      again.segments.map(({ uri, discontinuity }) => ({ uri, discontinuity })),
      playlist.segments.map(({ uri, discontinuity }) => ({ uri, discontinuity })),
    );
  },
};
