import type { Target } from "./target.ts";
import { aac } from "./targets/aac.ts";
import { ass } from "./targets/ass.ts";
import { avcc } from "./targets/avcc.ts";
import { csv } from "./targets/csv.ts";
import { edl } from "./targets/edl.ts";
import { fcpxml } from "./targets/fcpxml.ts";
import { hlsMedia } from "./targets/hls-media.ts";
import { hlsMultivariant } from "./targets/hls-multivariant.ts";
import { mp4Fragments } from "./targets/mp4-fragments.ts";
import { mp4Init } from "./targets/mp4-init.ts";
import { mp4Stream } from "./targets/mp4-stream.ts";
import { mpegts } from "./targets/mpegts.ts";
import { otio } from "./targets/otio.ts";
import { requestHead } from "./targets/request-head.ts";
import { sps } from "./targets/sps.ts";
import { srt } from "./targets/srt.ts";
import { ttml } from "./targets/ttml.ts";
import { vast } from "./targets/vast.ts";
import { webvtt } from "./targets/webvtt.ts";

/** All parsers that are fuzzed. */
export const TARGETS: readonly Target[] = [
  ...[mp4Init, mp4Fragments, mp4Stream, sps, avcc, aac, mpegts],
  ...[hlsMedia, hlsMultivariant, srt, webvtt, ass, ttml],
  ...[edl, otio, fcpxml, csv, vast, requestHead],
];
