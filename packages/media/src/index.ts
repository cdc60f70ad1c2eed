export {
  ADTS_HEADER_SIZE,
  type AdtsConfig,
  type AdtsHeader,
  parseAdtsHeader,
  writeAdtsHeader,
} from "./aac/adts.ts";
export {
  AUDIO_OBJECT_TYPE,
  type AudioSpecificConfig,
  aacCodecName,
  parseAudioSpecificConfig,
  writeAudioSpecificConfig,
} from "./aac/audio-specific-config.ts";
export { silentFrame } from "./aac/silence.ts";
export { concatBytes, copyBytes } from "./bytes.ts";
export { type Edl, type EdlEvent, parseEdl } from "./edits/edl.ts";
export type { EdlMarker } from "./edits/edl-marker.ts";
export {
  type Fcpxml,
  type FcpxmlSequence,
  parseFcpxml,
} from "./edits/fcpxml.ts";
export type { FcpxmlClip, FcpxmlMarker } from "./edits/fcpxml-items.ts";
export { type FcpxmlOut, writeFcpxml } from "./edits/fcpxml-writer.ts";
export { finiteNumbers } from "./edits/finite-numbers.ts";
export {
  type OtioClip,
  type OtioMarker,
  type OtioTimeline,
  type OtioTrack,
  parseOtio,
} from "./edits/otio.ts";
export { type OtioClipOut, type OtioTimelineOut, writeOtio } from "./edits/otio-writer.ts";
export { canDropFrames, formatTimecode, parseTimecode, timecodeBase } from "./edits/timecode.ts";
export { MediaFormatError } from "./format-error.ts";
export { type AnnexBOptions, splitAnnexB, toAnnexB } from "./h264/annexb.ts";
export {
  type AvcConfig,
  avcCOf,
  avcCodecName,
  mergeParameterSets,
  parameterSetsOf,
  parseAvcC,
  writeAvcC,
} from "./h264/avcc.ts";
export { levelFor } from "./h264/level.ts";
export {
  iterateNalUnits,
  NAL_TYPE,
  type NalUnit,
  nalToRbsp,
  prependNalUnits,
  rbspToNal,
  writeNalUnits,
} from "./h264/nal.ts";
export type { InBandParameterSet, ParameterSets } from "./h264/parameter-sets.ts";
export { type Pps, parsePps } from "./h264/pps.ts";
export { type CleanSample, cleanSample } from "./h264/sample.ts";
export { parseSps, type Sps, type Vui } from "./h264/sps.ts";
export { averageBandwidth, peakBandwidth, type SegmentSize } from "./hls/bandwidth.ts";
export type { DateRange } from "./hls/date-range.ts";
export type { LintFinding } from "./hls/lint-finding.ts";
export { lintMediaPlaylist } from "./hls/lint-media-playlist.ts";
export { lintMultivariant } from "./hls/lint-multivariant.ts";
export {
  type MediaPlaylist,
  type PlaylistSegment,
  targetDurationOf,
  writeMediaPlaylist,
} from "./hls/media-playlist.ts";
export { parseMediaPlaylist } from "./hls/media-playlist-parser.ts";
export {
  type MultivariantPlaylist,
  type Rendition,
  type Variant,
  writeMultivariantPlaylist,
} from "./hls/multivariant-playlist.ts";
export { parseMultivariantPlaylist } from "./hls/multivariant-playlist-parser.ts";
export {
  type FragmentEvent,
  FragmentStream,
  type FragmentStreamOptions,
  type StreamSample,
  type StreamTrackFragment,
} from "./isobmff/fragment-stream.ts";
export {
  type AudioInit,
  type InitSegment,
  type InitTrack,
  parseInit,
  sampleDefaults,
  type VideoInit,
  writeAudioInit,
  writeVideoInit,
} from "./isobmff/init-segment.ts";
export {
  type MediaSegment,
  mediaSegmentHeader,
  mediaSegmentHeaderSize,
  type SegmentSamples,
  type SegmentShape,
} from "./isobmff/media-segment.ts";
export { type ChunkPlace, layOutMovie, type MovieLayout, type MovieTrack } from "./isobmff/movie.ts";
export {
  type FragmentSample,
  type MovieFragment,
  parseMediaSegment,
  type TrackFragment,
} from "./isobmff/movie-fragment.ts";
export { rewriteDecodeTime } from "./isobmff/rewrite-decode-time.ts";
export {
  type ColourDescription,
  writeAudioSampleEntry,
  writeVideoSampleEntry,
} from "./isobmff/sample-entry.ts";
export type { SampleChunk } from "./isobmff/sample-table.ts";
export type { Edit, SampleDefaults } from "./isobmff/track-boxes.ts";
export { lineOfJson, linesOfJson, parseJson } from "./json.ts";
export type { TransportAudioFrame, TransportVideoSample } from "./mpegts/pes.ts";
export {
  type DemuxedTransport,
  demuxTransport,
  splitAdts,
  type TransportPes,
  type TransportStream,
} from "./mpegts/transport-reader.ts";
export { type TransportSegment, writeTransportSegment } from "./mpegts/transport-writer.ts";
export {
  AudioTrack,
  audioDecodeTime,
  audioFramesBefore,
  type GridClip,
  type GridSource,
  type GridSpan,
  layAudioGrid,
  layBedGrid,
} from "./samples/audio-track.ts";
export {
  type CutParts,
  copiedRuns,
  cutRange,
  decodingRuns,
  type FrameRange,
  type SampleRun,
} from "./samples/cut.ts";
export { decodeIndex, encodeIndex } from "./samples/index-codec.ts";
export { headPieceAfter, headPieces, segmentBoundaries } from "./samples/segmentation.ts";
export * from "./samples/track-index.ts";
export {
  joinSamples,
  samplesBetween,
  type VideoSamples,
  videoSegmentHeader,
  videoSegmentHeaderSize,
} from "./samples/video-segment.ts";
export { lowerBound, ORIGIN_TICKS, VideoTrack } from "./samples/video-track.ts";
export { parseAss } from "./subtitles/ass.ts";
export type { Cue } from "./subtitles/cue.ts";
export { type CuePart, cutCues, moveCues, SHORTEST_REMAINDER, type TimedCue } from "./subtitles/cut-cues.ts";
export { breakIntoCues, type SpokenText } from "./subtitles/line-breaks.ts";
export { withoutRepeatedLines } from "./subtitles/roll-up.ts";
export { parseSrt, writeSrt } from "./subtitles/srt.ts";
export { parseTtml } from "./subtitles/ttml.ts";
export { parseWebVtt, writeWebVtt } from "./subtitles/webvtt.ts";
export { EMPTY_WEBVTT_SEGMENT, type WebVttSegment, writeWebVttSegment } from "./subtitles/webvtt-segment.ts";
export { decodeText, lineAt, splitLines } from "./text.ts";
export * from "./time.ts";
export {
  parseVast,
  type VastAd,
  type VastDocument,
  type VastInline,
  type VastMediaFile,
  type VastTracking,
  type VastWrapper,
} from "./vast/vast.ts";
