export { createFfmpegTranscoder } from "./adapters/ffmpeg/transcoder.ts";
export { EVENT_TYPES } from "./api/events.ts";
export type * from "./api/index.ts";
export { callbackSecret } from "./callbacks/callback-signature.ts";
export { createEngine } from "./engine.ts";
export { asCutstreamError, CutstreamError, ERRORS, type ErrorCode, type ErrorDetails } from "./errors.ts";
export { openSigningKeys } from "./keys/signing-keys.ts";
export type { Json, JsonObject } from "./moments/moment.ts";
export type { JobRun, Observer, TimedStep } from "./observe/observer.ts";
export { currentRequest, type RequestContext, withRequest } from "./observe/request-context.ts";
export { isTracing } from "./observe/traced.ts";
export type { EngineParts } from "./open/engine-parts.ts";
export { ROLES, rolesOf } from "./open/roles.ts";
export { backUp } from "./operate/backup/backup.ts";
export { restore } from "./operate/backup/restore.ts";
export { collectOnce } from "./operate/collect-once.ts";
export type { CopiedBlobs, CopyProgress } from "./operate/copy-store.ts";
export { examineBlobs } from "./operate/examine-blobs.ts";
export { examineMemory, type PartFinding } from "./operate/examine-memory.ts";
export { examinePrograms } from "./operate/examine-programs.ts";
export { type MoveBlobsOptions, moveBlobs } from "./operate/move-blobs.ts";
export { type MovedCounts, type MoveProgress, moveStores } from "./operate/move-stores.ts";
export {
  type LabelledMarkers,
  type LabelOptions,
  labelMarkers,
} from "./reels/mega/label/label-markers.ts";
export type { MarkerFormat } from "./reels/mega/label/marks.ts";
export { parseFrameRate } from "./reels/mega/list/list-times.ts";
export { writeTimecodeList } from "./reels/mega/list/read-list.ts";
export { parseRetention } from "./retention/rules.ts";
export type { SigningKey, SigningKeyStore } from "./seams/signing-key-store.ts";
export { anchorPoint, isAnchor } from "./timeline/anchors.ts";
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
