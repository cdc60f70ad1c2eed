import { CutstreamError } from "../../errors.ts";
import type { LibraryVersion } from "../../library/library.ts";
import type { Signer } from "../address/signature.ts";
import { playerPage, streamUrl } from "../address/stream-url.ts";
import { type Plan, planTimeline } from "../plan/plan.ts";

/**
 * Frames `[from, to)` of a video, as a stream of their own. Nothing is written to publish one: the id says it all, its
 * signature is the authority, and it is planned when somebody first asks.
 */
export interface MomentStream {
  readonly video: string;
  readonly from: number;
  readonly to: number;
}

/** Longer numbers are no frames: a hundred days at a hundred frames a second have nine digits. */
const ID = /^mom_(.{1,200})_(0|[1-9]\d{0,8})_([1-9]\d{0,8})$/;

/** Id of the stream of a moment. */
export function momentStreamId({ video, from, to }: MomentStream): string {
  return `mom_${video}_${from}_${to}`;
}

/**
 * Reads an id.
 * @returns undefined for anything that {@link momentStreamId} would not have written of a range that holds a frame.
 */
export function parseMomentStreamId(id: string): MomentStream | undefined {
  const [, video, from, to] = ID.exec(id) ?? [];
  if (video === undefined || Number(from) >= Number(to)) return undefined;
  return { video, from: Number(from), to: Number(to) };
}

/**
 * The plan that plays a moment, exact to the frame.
 * @throws CutstreamError `video_not_found`; `moment_not_found` where the video has become shorter than that.
 */
export function momentPlan(
  { video, from, to }: MomentStream,
  versions: ReadonlyMap<string, LibraryVersion>,
): Plan {
  const version = versions.get(video);
  if (!version) throw new CutstreamError("video_not_found", `There is no video ${video}.`);
  const { frameCount } = version.manifest;
  if (to > frameCount) {
    const message = `Frames ${from} to ${to} are not in video ${video}, which has ${frameCount}.`;
    throw new CutstreamError("moment_not_found", message);
  }
  const clip = { video, start: { frame: from }, end: { frame: to } };
  return planTimeline({ clips: [clip] }, versions, { container: "fmp4" });
}

export interface MomentAddress extends MomentStream {
  readonly publicUrl: string;
  readonly signer: Signer;
  /** Whom it is signed for: `ANYONE` where it is nobody in particular. */
  readonly user: string;
  /** For people to read in the address. */
  readonly name: string;
}

/** Where a moment plays, by itself and on a page. Signs, and does nothing else. */
export function momentStreamUrl(address: MomentAddress): {
  readonly url: string;
  readonly playerUrl: string;
} {
  const { publicUrl, signer, user, name } = address;
  const url = streamUrl(publicUrl, signer, { user, id: momentStreamId(address), name });
  return { url, playerUrl: playerPage(publicUrl, url) };
}
