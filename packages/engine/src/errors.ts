/** Closed list of everything that can go wrong and be told to a caller. */
export const ERRORS = {
  // what the caller sent
  invalid_request: {
    status: 400,
    remedy: "Correct the field that the message names; /openapi.json has the schema.",
  },
  invalid_time: {
    status: 422,
    remedy: 'Give seconds as a number, a fraction such as "1001/30000", or {"frame": n}, inside the video.',
  },
  empty_range: { status: 422, remedy: "Make the clip's end at least one frame later than its start." },
  empty_timeline: { status: 422, remedy: "Add at least one clip to the timeline." },
  clips_overlap: {
    status: 422,
    remedy:
      'Move or shorten one of the clips, or say that later tracks cover those before: "covering": "upper".',
  },
  timeline_gap: {
    status: 422,
    remedy: 'Close the gap, or give a "filler": a clip that is shown where nothing else is.',
  },
  too_many_clips: { status: 422, remedy: "Split the timeline into several streams." },
  invalid_overlay: {
    status: 422,
    remedy: "Correct what the message names; docs/overlays.md says what there is.",
  },
  too_many_overlays: {
    status: 422,
    remedy: "Show fewer overlays, or split the timeline into several streams.",
  },
  invalid_reframe: {
    status: 422,
    remedy:
      'Give an aspect such as "9:16" or a width and height, and a shape that the sources can fill or be padded to.',
  },
  invalid_music: {
    status: 422,
    remedy: "Correct what the message names; docs/music.md says what there is.",
  },
  invalid_ads: {
    status: 422,
    remedy: "Correct what the message names; docs/ads.md says what there is.",
  },
  invalid_experiment: {
    status: 422,
    remedy: "Correct what the message names; docs/reels.md says what an experiment is made of.",
  },
  ad_decision_failed: {
    status: 502,
    remedy: "Check that the ad server answers in time, from where the server runs; the content plays on.",
  },
  invalid_cadence: {
    status: 422,
    remedy: "Correct what the message names; docs/reels.md says what a cadence holds.",
  },
  reel_empty: {
    status: 422,
    remedy: "Ask for clip types that the mega asset has, allow a fallback, or lengthen the cadence.",
  },
  body_too_large: { status: 413, remedy: "Send a smaller body; upload media as a file, not as JSON." },
  unauthorized: { status: 401, remedy: "Send the API key as Authorization: Bearer KEY." },
  forbidden: { status: 403, remedy: "Use a key with the scope that the message names." },
  // what it asked for is not there
  not_found: { status: 404, remedy: "Check the id." },
  video_not_found: { status: 404, remedy: "Check the video's id; GET /v1/videos lists them." },
  video_not_ready: { status: 409, remedy: "Wait for the video's job to finish, then ask again." },
  video_failed: { status: 409, remedy: "Mend what the video's error names and ingest it again." },
  collection_not_found: { status: 404, remedy: "Create the collection first: POST /v1/collections." },
  collection_not_empty: { status: 409, remedy: "Delete or move the collection's videos first." },
  experiment_not_found: { status: 404, remedy: "Check the experiment's id; GET /v1/experiments lists them." },
  experiment_conflict: {
    status: 409,
    remedy: "Start it under another id, with viewers that no other experiment has, or stop the other one.",
  },
  cadence_not_found: { status: 404, remedy: "Store it first: PUT /v1/cadences/{id}." },
  reel_not_found: { status: 404, remedy: "Give the id of a stream that POST /v1/reels made." },
  job_not_found: { status: 404, remedy: "Check the job's id." },
  job_not_retryable: { status: 409, remedy: "Only a failed or cancelled job can be retried." },
  export_not_found: {
    status: 404,
    remedy: "Check the export's id; it goes with its videos. Ask for it again.",
  },
  stream_not_found: { status: 404, remedy: "Check the stream's id." },
  stream_expired: {
    status: 410,
    remedy: "Renew the stream (POST /v1/streams/{id}/renew) or publish it again.",
  },
  stream_revoked: { status: 410, remedy: "Publish the timeline again." },
  stream_forged: { status: 403, remedy: "Use the URL exactly as it was published." },
  media_not_found: { status: 404, remedy: "Take media URLs from a playlist; they are not to be made up." },
  title_not_found: { status: 404, remedy: "Check the title's id; GET /v1/titles lists them." },
  ranking_change_not_found: {
    status: 404,
    remedy: "Check the change's id; GET /v1/ranking/changes lists them.",
  },
  ranker_failed: {
    status: 502,
    remedy:
      "Check that the ranker answers in time, from where the server runs; the built-in one ranks meanwhile.",
  },
  nothing_to_learn: { status: 409, remedy: "Send what viewers watched, or did with reels, first." },
  ranking_changed: { status: 409, remedy: "Read the weights again, and decide anew." },
  asset_not_found: { status: 404, remedy: "Check the asset's id or name; GET /v1/assets lists them." },
  // mega assets
  mega_asset_not_found: {
    status: 404,
    remedy: "Check the mega asset's id or name; GET /v1/mega-assets lists them.",
  },
  mega_asset_exists: { status: 409, remedy: "Give another name, or add a version to the one that is there." },
  mega_version_not_found: {
    status: 404,
    remedy: "GET /v1/mega-assets/{id} lists the versions; promote one to have a stable one.",
  },
  mega_version_not_verified: {
    status: 409,
    remedy:
      "Verify it (POST /v1/mega-assets/{id}/versions/{n}/verify), and mend the lines that its report names.",
  },
  mega_version_in_use: { status: 409, remedy: "Promote another version first, or roll back." },
  mega_version_retired: { status: 409, remedy: "Use the stable version, or add a new one." },
  no_version_before: { status: 409, remedy: "Promote the version that you want." },
  invalid_timecode_list: {
    status: 422,
    remedy: "Mend the lines that the message names; docs/reels.md says what a list may hold.",
  },
  video_in_use: {
    status: 409,
    remedy: "Retire the versions, or delete the mega assets, that the message names.",
  },
  // sources
  source_not_found: { status: 422, remedy: "Check that the path names a readable file on the server." },
  source_unreachable: {
    status: 422,
    remedy: "Check that the URL answers with the file from where the server runs.",
  },
  callback_failed: {
    status: 502,
    remedy: "Check that the callback's address answers POST with 2xx from where the server runs.",
  },
  source_forbidden: {
    status: 422,
    remedy: "Use a public http(s) address, or allow private ones in the configuration.",
  },
  source_too_large: { status: 413, remedy: "Send a smaller file or raise the configured limit." },
  source_unreadable: {
    status: 422,
    remedy: "Check that the file plays elsewhere; it may be empty, cut short or damaged.",
  },
  source_without_video: { status: 422, remedy: "Ingest a file with a video or an audio track." },
  source_not_copyable: { status: 422, remedy: 'Ingest with mode "auto" or "encode".' },
  source_too_long: { status: 422, remedy: "Split the source into shorter files." },
  verification_failed: {
    status: 500,
    remedy: "Retry the job; if it fails again, report it with the source file.",
  },
  // pictures
  invalid_image: { status: 422, remedy: "Send a still PNG, JPEG, WebP or SVG image that opens elsewhere." },
  image_too_large: {
    status: 413,
    remedy: "Scale the image down; an overlay is seldom wider than 2000 pixels.",
  },
  image_reader_missing: {
    status: 503,
    remedy: "Install the server's optional dependencies: npm install sharp.",
  },
  // memory
  index_not_found: { status: 404, remedy: "GET /v1/videos/{id}/indexes lists the indexes of a video." },
  no_subtitles: {
    status: 422,
    remedy:
      "Index the videos first (POST /v1/videos/{id}/indexes with the analyser speech), or supply the text with the timeline.",
  },
  subtitles_unreadable: {
    status: 422,
    remedy: "Check the line that the message names, and the format: SRT, WebVTT, TTML or ASS.",
  },
  translator_unavailable: {
    status: 503,
    remedy:
      "Configure a translator (models.translator), install apertium's pair, or supply the text translated.",
  },
  translation_pending: { status: 503, remedy: "Publish again after the time that Retry-After gives." },
  too_many_cues: { status: 413, remedy: "Supply only the part of the text that the clips show." },
  moment_not_found: { status: 404, remedy: "Search again; its index may have been made anew." },
  no_moments: {
    status: 422,
    remedy: "Ask for something else, or index the videos first: POST /v1/videos/{id}/indexes.",
  },
  invalid_filter: {
    status: 422,
    remedy: "Use field: value, or $eq $ne $gt $gte $lt $lte $in $exists under a field, and $and $or $not.",
  },
  invalid_moment: {
    status: 422,
    remedy: "Give start and end inside the video, end after start, and text, labels or metadata.",
  },
  query_too_long: { status: 422, remedy: "Shorten the query; what counts is its first few words anyway." },
  metadata_too_large: { status: 422, remedy: "Keep large data elsewhere, and its key in the metadata." },
  import_unreadable: {
    status: 422,
    remedy: "Check the line that the message names, the format, and the encoding: UTF-8 or UTF-16 is read.",
  },
  analyser_unknown: { status: 422, remedy: "Use one of the analysers that the message names." },
  analyser_unavailable: { status: 503, remedy: "Install or configure what the message names." },
  analyser_failed: { status: 500, remedy: "Run the index again; the cause holds what the analyser said." },
  model_unavailable: { status: 503, remedy: "Check the model's folder or endpoint in the configuration." },
  // what is asked for and there is none of
  not_supported: { status: 501, remedy: "Leave out what the message names, or ask for it as it says." },
  misdirected: {
    status: 421,
    remedy:
      "Send it to a node that has the role that the message names; docs/operations.md says what each serves.",
  },
  // machinery
  overloaded: {
    status: 503,
    remedy: "Try again after the time that Retry-After gives; what plays already plays on.",
  },
  cancelled: { status: 409, remedy: "Retry the job to start again." },
  events_busy: { status: 503, remedy: "Send the events again after the time that Retry-After gives." },
  encoder_missing: {
    status: 503,
    remedy: "Install ffmpeg with libx264, or set FFMPEG_PATH; cutstream doctor shows what is found.",
  },
  encoder_failed: { status: 500, remedy: "Retry; the cause holds the last lines that ffmpeg printed." },
  program_out_of_memory: {
    status: 500,
    remedy:
      "Check that the file plays elsewhere; if it needs that much, let programs have more: CUTSTREAM_PROGRAM_MEMORY (docs/operations.md).",
  },
  program_out_of_time: {
    status: 500,
    remedy: "Check that the file plays elsewhere, and retry when the machine is less busy.",
  },
  encoder_busy: { status: 503, remedy: "Try again after the time that Retry-After gives." },
  storage_full: { status: 507, remedy: "Free some space on the data disk; nothing already stored was lost." },
  storage_failed: { status: 500, remedy: "Check the data directory or bucket; the cause says what failed." },
  storage_newer: {
    status: 500,
    remedy:
      "Start the release that wrote it, or a later one; or restore the backup made before the upgrade (docs/operations.md).",
  },
  blob_not_found: { status: 404, remedy: "Check the key; the blob may have been deleted." },
  internal: { status: 500, remedy: "Report this with the request id." },
} as const satisfies Record<string, { status: number; remedy: string }>;

/**
 * Seconds after which it is worth to ask again where an error passes by itself and does not say when: a disk, a database
 * or an encoder that comes back.
 */
export const RETRY_AFTER: Readonly<Partial<Record<keyof typeof ERRORS, number>>> = {
  encoder_failed: 5,
  program_out_of_memory: 5,
  program_out_of_time: 5,
  storage_failed: 5,
  storage_full: 60,
};

/** Code of a Cutstream error; stable, for programs. */
export type ErrorCode = keyof typeof ERRORS;

/** Extra facts of an error. `retryAfter` is in seconds. */
export interface ErrorDetails {
  readonly cause?: unknown;
  readonly retryAfter?: number;
  /** Where in the request: `timeline.clips[3].start`. */
  readonly path?: string;
}

/** The one error that Cutstream throws on purpose: what is wrong, where, and how to mend it. */
export class CutstreamError extends Error {
  override readonly name = "CutstreamError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  /** @param message names the offending value and where it stands. */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.details = details;
  }

  /** HTTP status that this error is answered with. */
  get status(): number {
    return ERRORS[this.code].status;
  }

  /** Seconds after which it is worth to ask again; undefined where it is not said. */
  get retryAfter(): number | undefined {
    return this.details.retryAfter ?? RETRY_AFTER[this.code];
  }

  /** How to mend it. */
  get remedy(): string {
    return ERRORS[this.code].remedy;
  }
}

/** Turns anything thrown into a {@link CutstreamError}, keeping it as the cause. */
export function asCutstreamError(thrown: unknown): CutstreamError {
  if (thrown instanceof CutstreamError) return thrown;
  if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOSPC") {
    return new CutstreamError("storage_full", "The data disk is full.", { cause: thrown });
  }
  return new CutstreamError("internal", "Something unexpected went wrong.", { cause: thrown });
}
