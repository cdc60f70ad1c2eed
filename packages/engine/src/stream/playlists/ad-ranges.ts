import { type DateRange, FLICKS_PER_SECOND } from "@cutstream/media";
import type { PlannedAd, PlannedAds, PlannedBreak } from "../../timeline/planned-ads.ts";
import { stretch } from "./date-ranges.ts";

const FLICKS_PER_MILLISECOND = FLICKS_PER_SECOND / 1000;

/** Class of the ranges of ads that are part of the stream; `docs/ads.md` has the vocabulary. */
const AD_CLASS = "io.cutstream.ad";
/** RFC 8216bis, Appendix D. */
const INTERSTITIAL_CLASS = "com.apple.hls.interstitial";

/** Tells ads apart; RFC 8216bis wants an absolute address. */
export type AdStreamUrl = (ad: Pick<PlannedAd, "video" | "from" | "to">) => string;

/**
 * The ads of a plan as date ranges: as clips what players need to know of them, as interstitials what they need to
 * play them. Several at one place are played in the order in which they stand here.
 */
export function adRanges({ as, breaks }: PlannedAds, streamUrl: AdStreamUrl): DateRange[] {
  return breaks.flatMap((one) =>
    one.ads.map((ad, n): DateRange => {
      const common = { id: `ad-${one.slot}-${n}`, ...stretch(ad.start, ad.start + ad.duration) };
      const told = {
        "X-AD-SLOT": one.slot,
        "X-AD-ID": quotable(ad.id),
        "X-AD-POSITION": `${n + 1}/${one.ads.length}`,
        ...(ad.tracking.length > 0 && { "X-TRACKING": trackingText(ad) }),
      };
      if (as === "clips") return { ...common, class: AD_CLASS, attributes: told };
      const attributes = { ...interstitialOf(ad, one, streamUrl), ...told };
      return { ...common, duration: ad.duration, class: INTERSTITIAL_CLASS, attributes };
    }),
  );
}

function interstitialOf(ad: PlannedAd, { position }: PlannedBreak, streamUrl: AdStreamUrl) {
  return {
    "X-ASSET-URI": streamUrl(ad),
    "X-RESUME-OFFSET": lateness(ad.start),
    "X-RESTRICT": "SKIP,JUMP",
    ...(position !== "mid" && { CUE: position.toUpperCase() }),
  };
}

/**
 * Seconds by which a place is later than the millisecond that its date names, rounded up: the content goes on with the
 * frame that starts there, and shows nothing of the one before it again.
 */
const lateness = (flicks: number): number =>
  Math.ceil(((flicks % FLICKS_PER_MILLISECOND) * 1e6) / FLICKS_PER_SECOND) / 1e6;

/** `event=url`, spaces between; addresses hold neither spaces nor quotation marks once they are parsed. */
const trackingText = ({ tracking }: PlannedAd): string =>
  tracking.map(({ event, url }) => `${event}=${quotable(new URL(url).href)}`).join(" ");

/** Percent-encodes what a quoted string cannot hold (RFC 8216 §4.2), and spaces. */
const quotable = (text: string): string =>
  text.toWellFormed().replace(/["\s\p{Cc}\p{Zl}\p{Zp}]/gu, encodeURIComponent);
