import { encodeIndex, FLICKS_PER_TICK, type FrameRate, flicksToSeconds } from "@cutstream/media";
import type { IngestMode } from "../api/videos.ts";
import { CutstreamError } from "../errors.ts";
import { keys } from "../library/keys.ts";
import { encodeManifest, type Manifest, versionId } from "../library/manifest.ts";
import { createSampleReader } from "../library/sample-reader.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { SourceProbe, Transcoder } from "../seams/transcoder.ts";
import { DamageReport } from "./damage-report.ts";
import { type Decision, decide, type Findings } from "./decide.ts";
import { copyableRate } from "./frame-rate.ts";
import { withHeadSets } from "./head-sets.ts";
import { type IndexedTracks, indexTracks } from "./index-tracks.ts";
import { NotCopyable } from "./not-copyable.ts";
import { verifyTracks } from "./verify.ts";

/** A source on local disk, known by its content. */
export interface AcquiredSource {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

export interface IngestVersionRequest {
  readonly source: AcquiredSource;
  readonly mode: IngestMode;
  readonly signal: AbortSignal;
  /** Called with the stage and the share of it that is done, 0 to 1. */
  readonly report: (stage: "probe" | "copy" | "encode" | "verify", done: number) => void;
}

export interface IngestParts {
  readonly blobs: BlobStore;
  readonly transcoder: Transcoder;
}

/** Longest GOP that is copied unasked: heads cost in proportion. With mode `copy`, what fits in memory. */
const LONGEST_GOP = { auto: 10.5, copy: 60, encode: 60 };

/** A copy may fail on the audio, then on the video; a third attempt copies neither. */
const ATTEMPTS = 3;

/**
 * Makes a version of a source. The same source, mode and encoder make the same version: where it exists, nothing is
 * done. The manifest is stored last, so a version exists whole or not at all. Hold the source's lock: two at once would
 * get into each other's way.
 * @returns its id.
 * @throws CutstreamError `source_…`, `encoder_…`, `verification_failed`, `storage_…`, `cancelled`
 */
export async function ingestVersion(request: IngestVersionRequest, parts: IngestParts): Promise<string> {
  const { source, mode } = request;
  const { blobs, transcoder } = parts;
  const { build } = await transcoder.describe();
  const version = versionId(source.sha256, mode, build);
  if ((await blobs.size(keys.manifest(version))) !== undefined) return version;
  try {
    await makeVersion(version, request, parts);
  } catch (error) {
    // What cannot be cleared away now is cleared away by the next attempt.
    await blobs.deletePrefix(keys.version(version)).catch(() => undefined);
    throw error;
  }
  return version;
}

async function makeVersion(
  version: string,
  request: IngestVersionRequest,
  parts: IngestParts,
): Promise<void> {
  const { source, signal, report } = request;
  const { blobs, transcoder } = parts;
  report("probe", 0);
  const probe = await transcoder.probe(source.path, signal);
  const { tracks, decision, damage } = await takeIn(version, probe, request, parts);
  report("verify", 1);
  const { video, audio } = tracks;
  if (audio) await blobs.put(keys.index(version, audio.rendition), encodeIndex(audio));
  await blobs.put(keys.index(version, video.rendition), encodeIndex(video));
  const manifest: Manifest = {
    version,
    source: { sha256: source.sha256, size: source.size },
    mode: decision.mode,
    reason: decision.reason,
    warnings: [...decision.warnings, ...lengthWarnings(probe, tracks), ...damage.warnings()],
    frameRate: video.frameRate,
    frameCount: video.frameCount,
    width: video.width,
    height: video.height,
    main: video.rendition,
    audio: audio?.rendition ?? null,
    ...(decision.video.kind === "blank" && { soundAlone: true }),
  };
  await blobs.put(keys.manifest(version), encodeManifest(manifest));
}

interface TakenIn {
  readonly tracks: IndexedTracks;
  readonly decision: Decision;
  readonly damage: DamageReport;
}

/** Copies where that proves possible, encodes otherwise; each attempt that fails teaches the next one why. */
async function takeIn(
  version: string,
  probe: SourceProbe,
  request: IngestVersionRequest,
  parts: IngestParts,
): Promise<TakenIn> {
  let findings: Findings = {};
  for (let attempt = 1; ; attempt++) {
    const decision = decide(probe, request.mode, findings);
    const damage = new DamageReport();
    try {
      // Without a manifest there is no version: what is there was left by an attempt that failed.
      await parts.blobs.deletePrefix(keys.version(version));
      return {
        tracks: await attemptOnce(version, probe, decision, damage, request, parts),
        decision,
        damage,
      };
    } catch (error) {
      const lesson = attempt < ATTEMPTS ? lessonOf(error, decision, request) : undefined;
      if (!lesson) throw asSourceError(error);
      findings = { ...findings, ...lesson };
    }
  }
}

/** What a failed attempt says about the source; undefined where it says nothing that encoding would mend. */
function lessonOf(
  error: unknown,
  { video, audio }: Decision,
  { signal }: IngestVersionRequest,
): Findings | undefined {
  if (signal.aborted) return undefined;
  if (error instanceof NotCopyable) {
    const treatment = error.track === "video" ? video : audio;
    return treatment.kind === "copy" ? { [error.track]: error.message } : undefined;
  }
  const mendable = ["encoder_failed", "source_unreadable", "verification_failed"];
  if (!(error instanceof CutstreamError) || !mendable.includes(error.code)) return undefined;
  const finding = `a copy of it does not play: ${error.message.replace(/\.$/, "")}`;
  // Only the video is verified. Whichever else it is, the audio is cheaper to encode.
  if (audio.kind === "copy" && error.code !== "verification_failed") return { audio: finding };
  return video.kind === "copy" ? { video: finding } : undefined;
}

function asSourceError(error: unknown): unknown {
  if (!(error instanceof NotCopyable)) return error;
  return new CutstreamError(
    "source_unreadable",
    `The source cannot be taken in: of its ${error.track}, ${error.message}.`,
    { cause: error },
  );
}

async function attemptOnce(
  version: string,
  probe: SourceProbe,
  decision: Decision,
  damage: DamageReport,
  { source, mode, signal, report }: IngestVersionRequest,
  { blobs, transcoder }: IngestParts,
): Promise<IndexedTracks> {
  const stage = decision.mode;
  report(stage, 0);
  const samples = createSampleReader(blobs);
  const normalise = {
    path: source.path,
    probe,
    video: decision.video,
    audio: decision.audio,
    signal,
    onProgress: (seconds: number) =>
      report(stage, probe.duration > 0 ? Math.min(1, seconds / probe.duration) : 0),
    onDamage: (complaint: string) => damage.add(complaint),
  };
  const frameRate = rateOf(decision, probe);
  const nameVideo = (height: number) => `v${height}`;
  const longestGop = LONGEST_GOP[mode];
  const { video, audio } = await indexTracks(
    { version, normalise, frameRate, nameVideo, longestGop },
    transcoder,
    blobs,
  );
  if (!audio && decision.video.kind === "blank")
    throw new CutstreamError(
      "source_unreadable",
      "The source has no video track, and its audio track no sound.",
    );
  report("verify", 0);
  const { hasX264 } = await transcoder.describe();
  const whole = hasX264 ? await withHeadSets(video, version, { transcoder, samples, signal }) : video;
  await verifyTracks(version, whole, audio, { blobs, transcoder, samples, signal });
  return { video: whole, audio };
}

function rateOf({ video }: Decision, probe: SourceProbe): FrameRate {
  if (video.kind !== "copy") return video.frameRate;
  const rate = probe.video && copyableRate(probe.video);
  if (!rate) throw new NotCopyable("video", "its frame rate is not constant");
  return rate;
}

/** Seconds by which what was found may differ from what the container says. */
const LENGTH_TOLERANCE = 1;

function lengthWarnings(probe: SourceProbe, { video, audio }: IndexedTracks): string[] {
  const length = flicksToSeconds(video.frameCount * video.frameTicks * FLICKS_PER_TICK);
  const stated = probe.video?.duration ?? probe.duration;
  const warnings: string[] = [];
  if (stated > 0 && length < stated - LENGTH_TOLERANCE) {
    warnings.push(
      `Something is missing: the container promises ${stated.toFixed(2)} s of video, ${length.toFixed(2)} s could be read.`,
    );
  }
  if (probe.audio && !audio) warnings.push("The audio track holds no sound.");
  return warnings;
}
