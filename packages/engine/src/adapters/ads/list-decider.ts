import type { ListedAd } from "../../api/ads.ts";
import type { AdDecider, AdOffer } from "../../seams/ad-decision.ts";

/** Offers the ads of a list to every slot, each slot beginning one further: they are shown by turns. */
export function createListDecider(ads: readonly ListedAd[]): AdDecider {
  const offers = ads.map(
    ({ video, start, end, metadata }): AdOffer => ({
      ...{ id: null, video, names: [], urls: [], tracking: [] },
      start: start ?? null,
      end: end ?? null,
      metadata: metadata ?? {},
    }),
  );
  return {
    async decide({ slot }) {
      const first = offers.length === 0 ? 0 : slot % offers.length;
      return [...offers.slice(first), ...offers.slice(0, first)];
    },
  };
}
