import { FLICKS_PER_SECOND, flicksToSeconds } from "@cutstream/media";
import type { AdDecisionInput, AdSlotInput, AdsInput } from "../api/ads.ts";
import { asCutstreamError, CutstreamError } from "../errors.ts";
import { type LibraryVersion, mainTrack } from "../library/library.ts";
import { parseFilters } from "../memory/filters.ts";
import type { Condition } from "../moments/condition.ts";
import { factsOf } from "../moments/facts.ts";
import type { AdDecider, AdOffer, AdSlotContext } from "../seams/ad-decision.ts";
import type { MomentStore } from "../seams/moment-store.ts";
import { placeSlots, readSlots, type WishedSlot } from "../timeline/ad-slots.ts";
import { chooseFrame } from "../timeline/time-input.ts";
import {
  AROUND,
  type Boundary,
  boundariesOf,
  factsAround,
  type LaidClip,
  labelsOf,
  passes,
  spansShown,
} from "./boundaries.ts";
import type { AdBreak, AdBreaks, AdSpot } from "./breaks.ts";
import type { ResolvedAd } from "./resolve-ads.ts";

/** Breaks that have ads, and where. */
export interface FilledBreaks extends AdBreaks {
  /** Versions of the ads, by video. */
  readonly versions: ReadonlyMap<string, LibraryVersion>;
  /** Why which slots were left out. */
  readonly warnings: readonly string[];
}

/** Finds places for ads, and ads for the places. */
export interface AdFiller {
  /**
   * Never fails for what an ad server does: a slot without an ad is left out, and the warnings say why.
   * @param content clips of the timeline, in order.
   * @param options.ingest whether ads that are not here are taken in for the next viewer.
   * @throws CutstreamError `invalid_ads`, `invalid_filter`
   */
  fill(
    ads: AdsInput,
    content: readonly LaidClip[],
    options: { readonly ingest: boolean },
  ): Promise<FilledBreaks>;
}

export interface AdFillerParts {
  readonly moments: Pick<MomentStore, "overlapping">;
  readonly deciderOf: (decide: AdDecisionInput) => AdDecider;
  readonly resolve: (offers: readonly AdOffer[], ingest: boolean) => Promise<ResolvedAd[]>;
}

/** Milliseconds that a server has for a slot. */
const DEFAULT_DEADLINE = 200;
/** Shorter ones are no ads, and cannot carry their sound. */
const SHORTEST = FLICKS_PER_SECOND / 2;

interface Place {
  readonly wish: WishedSlot;
  readonly boundary: Boundary;
}

export function createAdFiller({ moments: store, deciderOf, resolve }: AdFillerParts): AdFiller {
  return {
    async fill(ads, content, { ingest }) {
      const filters = {
        content: ads.filters?.content ? parseFilters(ads.filters.content) : null,
        ads: ads.filters?.ads ? parseFilters(ads.filters.ads) : null,
      };
      const length = durationOf(content);
      const wished = readSlots(ads.slots, length);
      const near = wished.flatMap(({ at, within }) =>
        spansShown(content, at - within - AROUND, at + within + AROUND),
      );
      const rows = (await store.overlapping(near)).flat();
      const moments = [...new Map(rows.map((row) => [row.id, row])).values()];
      const places = placeSlots(wished, boundariesOf(content, moments), edgesOf(content, length), ({ at }) =>
        passes(filters.content, factsAround(at, content, moments)),
      );
      const warnings = places.flatMap((place) =>
        "reason" in place ? [leftOut(place.wish, place.reason)] : [],
      );
      const placed = places.filter((place) => "boundary" in place);
      const decider = deciderOf(ads.decide);
      const contexts = placed.map((place) => ({
        ...place,
        context: contextOf(place, ads, content, labelsOf(factsAround(place.boundary.at, content, moments))),
      }));
      const decided = await Promise.all(contexts.map(({ context }) => decide(decider, context, ads.decide)));
      const versions = new Map<string, LibraryVersion>();
      const breaks: AdBreak[] = [];
      for (const [n, { wish, boundary, context }] of contexts.entries()) {
        const answer = decided[n] ?? { failure: "nothing was decided" };
        const chosen = await choose(answer, { resolve, ingest, filter: filters.ads, context });
        if ("reason" in chosen) {
          warnings.push(leftOut(wish, chosen.reason));
          continue;
        }
        for (const { video, version } of chosen.ads) versions.set(video, version);
        const shown = chosen.ads.map(({ version: _, ...ad }) => ad);
        const { clip, frame } = boundary;
        breaks.push({ slot: wish.slot, position: wish.position, clip, frame, ads: shown });
      }
      return { as: ads.as ?? "clips", breaks, versions, warnings };
    },
  };
}

const leftOut = ({ name }: WishedSlot, reason: string): string => `Ad slot ${name} is left out: ${reason}.`;

function durationOf(clips: readonly LaidClip[]): number {
  const last = clips.at(-1);
  return last ? last.start + (last.to - last.from) * last.frameFlicks : 0;
}

function edgesOf(clips: readonly LaidClip[], length: number) {
  return {
    pre: { at: 0, clip: 0, frame: clips[0]?.from ?? 0 },
    post: { at: length, clip: clips.length, frame: 0 },
  };
}

function contextOf(
  { wish, boundary }: Place,
  { slots, audience = {} }: AdsInput,
  content: readonly LaidClip[],
  labels: readonly string[],
): AdSlotContext {
  const asked: Partial<AdSlotInput> = slots[wish.slot] ?? {};
  // At a join the break belongs to what ends there.
  const before = content.findLast(({ start }) => start < boundary.at) ?? content[0];
  const frames = before ? before.from * before.frameFlicks + boundary.at - before.start : 0;
  return {
    slot: wish.slot,
    position: wish.position,
    video: before?.video ?? "",
    time: flicksToSeconds(frames),
    at: flicksToSeconds(boundary.at),
    labels,
    audience,
    duration: asked.duration ?? null,
    count: asked.count ?? 1,
  };
}

type Decision = { readonly offers: readonly AdOffer[] } | { readonly failure: string };

/** Waits for a decider no longer than it has, whatever it does. */
async function decide(decider: AdDecider, context: AdSlotContext, input: AdDecisionInput): Promise<Decision> {
  const deadline = input.kind === "list" ? DEFAULT_DEADLINE : (input.deadline ?? DEFAULT_DEADLINE);
  const signal = AbortSignal.timeout(deadline);
  const late = Promise.withResolvers<never>();
  const onLate = () =>
    late.reject(new CutstreamError("ad_decision_failed", `nothing was decided within ${deadline} ms.`));
  signal.addEventListener("abort", onLate, { once: true });
  try {
    return { offers: await Promise.race([decider.decide(context, signal), late.promise]) };
  } catch (error) {
    return { failure: asCutstreamError(error).message.replace(/\.$/, "") };
  } finally {
    signal.removeEventListener("abort", onLate);
  }
}

interface ChooseParts {
  readonly resolve: AdFillerParts["resolve"];
  readonly ingest: boolean;
  readonly filter: Condition | null;
  readonly context: AdSlotContext;
}

/** The first offers that pass the filter, are here and fit; or why there are none. */
async function choose(
  decision: Decision,
  { resolve, ingest, filter, context }: ChooseParts,
): Promise<{ ads: (AdSpot & { version: LibraryVersion })[] } | { reason: string }> {
  if ("failure" in decision) return { reason: decision.failure };
  if (decision.offers.length === 0) return { reason: "no ad was offered" };
  const wanted = decision.offers.filter(({ metadata }) => passes(filter, factsOf({ metadata, labels: [] })));
  if (wanted.length === 0) return { reason: "no ad that was offered passes the filter" };
  let room = context.duration === null ? Number.POSITIVE_INFINITY : context.duration * FLICKS_PER_SECOND;
  const ads: (AdSpot & { version: LibraryVersion })[] = [];
  const reasons: string[] = [];
  for (const resolved of await resolve(wanted, ingest)) {
    if (ads.length === context.count) break;
    const ad = cutAd(resolved);
    const length = "reason" in ad ? 0 : (ad.to - ad.from) * mainTrack(ad.version).frameFlicks;
    if ("reason" in ad) reasons.push(ad.reason);
    else if (length > room) reasons.push(`ad ${ad.id} is longer than the ${context.duration} s of the break`);
    else {
      room -= length;
      ads.push(ad);
    }
  }
  return ads.length > 0 ? { ads } : { reason: reasons[0] ?? "no ad was offered" };
}

/** Longest id that is kept: it stands in playlists. */
const LONGEST_ID = 200;

function cutAd(resolved: ResolvedAd): (AdSpot & { version: LibraryVersion }) | { readonly reason: string } {
  const { offer } = resolved;
  const id = (offer.id ?? offer.video ?? offer.urls[0] ?? "").toWellFormed().slice(0, LONGEST_ID);
  if ("missing" in resolved) return { reason: `ad ${id} is not shown: ${resolved.missing}` };
  const { video, version } = resolved;
  const { frameRate, frameCount } = version.manifest;
  try {
    const from = offer.start === null ? 0 : chooseFrame(offer.start, frameRate, frameCount, "start").frame;
    const to = offer.end === null ? frameCount : chooseFrame(offer.end, frameRate, frameCount, "end").frame;
    if ((to - from) * mainTrack(version).frameFlicks < SHORTEST) return { reason: `ad ${id} is too short` };
    return { id: id || video, video, version, from, to, tracking: offer.tracking };
  } catch (error) {
    return { reason: `ad ${id} is not shown: ${asCutstreamError(error).message.replace(/\.$/, "")}` };
  }
}
