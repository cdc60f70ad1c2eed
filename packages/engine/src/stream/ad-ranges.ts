import type { DateRange } from "@cutstream/media";
import type { PlannedAd, PlannedAds, PlannedBreak } from "../timeline/planned-ads.ts";
import { stretch } from "./date-ranges.ts";

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
    "X-RESUME-OFFSET": 0,
    "X-RESTRICT": "SKIP,JUMP",
    ...(position !== "mid" && { CUE: position.toUpperCase() }),
  };
}

/** `event=url`, spaces between; addresses hold neither spaces nor quotation marks once they are parsed. */
const trackingText = ({ tracking }: PlannedAd): string =>
  tracking.map(({ event, url }) => `${event}=${quotable(new URL(url).href)}`).join(" ");

/** Percent-encodes what a quoted string cannot hold (RFC 8216 §4.2), and spaces. */
const quotable = (text: string): string => text.replace(/["\s\p{Cc}\p{Zl}\p{Zp}]/gu, encodeURIComponent);
