export type * from "./ad-api.ts";
export { createFfmpegTranscoder } from "./adapters/ffmpeg/transcoder.ts";
export type * from "./api.ts";
export type * from "./asset-api.ts";
export { backUp } from "./backup/backup.ts";
export { restore } from "./backup/restore.ts";
export type * from "./backup-api.ts";
export type * from "./cadence-api.ts";
export type * from "./callback-api.ts";
export { callbackSecret } from "./callback-signature.ts";
export { createEngine, type EngineParts } from "./engine.ts";
export { asCutstreamError, CutstreamError, ERRORS, type ErrorCode, type ErrorDetails } from "./errors.ts";
export { examineBlobs } from "./examine-blobs.ts";
export { examineMemory, type PartFinding } from "./examine-memory.ts";
export type * from "./export-api.ts";
export type { CopiedBlobs, CopyProgress } from "./library/copy-blobs.ts";
export type * from "./mega-api.ts";
export type * from "./memory-api.ts";
export type { Json, JsonObject } from "./moments/moment.ts";
export { type MoveBlobsOptions, moveBlobs } from "./move-blobs.ts";
export { type MovedCounts, type MoveProgress, moveStores } from "./move-stores.ts";
export type * from "./music-api.ts";
export type { JobRun, Observer, TimedStep } from "./observe/observer.ts";
export { currentRequest, type RequestContext, withRequest } from "./observe/request-context.ts";
export type * from "./ranking-api.ts";
export type * from "./reel-api.ts";
export type { ClipIndex, FrameRange } from "./reels/clip-index.ts";
export {
  type LabelledMarkers,
  type LabelOptions,
  labelMarkers,
} from "./reels/mega/label/label-markers.ts";
export type { MarkerFormat } from "./reels/mega/label/marks.ts";
export { parseFrameRate } from "./reels/mega/list/list-times.ts";
export { writeTimecodeList } from "./reels/mega/list/read-list.ts";
export { collectOnce } from "./retention/open-collector.ts";
export { parseRetention } from "./retention/rules.ts";
export type * from "./retention-api.ts";
export { ROLES, rolesOf } from "./roles.ts";
export type { SigningKey, SigningKeyStore } from "./seams/signing-key-store.ts";
export { openSigningKeys } from "./signing-keys.ts";
export type * from "./subtitle-api.ts";
export type * from "./surface-api.ts";
export type * from "./telemetry-api.ts";
export { anchorPoint, isAnchor } from "./timeline/anchors.ts";
export type * from "./timeline-file-api.ts";
export type * from "./usage-api.ts";
export {
  type ReelVerifyReport,
  type ReelVerifyRequest,
  type VerifiedSlot,
  verifyReel,
} from "./verify/verify-reel.ts";
export {
  type VerifiedSpan,
  type VerifyReport,
  type VerifyRequest,
  verifyStream,
} from "./verify/verify-stream.ts";
export type * from "./viewer-reel-api.ts";
