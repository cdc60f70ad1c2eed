import type { Burn } from "../api/exports.ts";
import { chooseCaptions } from "../stream/captions/choose-captions.ts";
import type { Plan } from "../stream/plan/plan.ts";

/**
 * A plan as a file shows it: with what is burnt in, and without all else that players would draw or show.
 * @param captions name or language of the subtitles that are burnt in; undefined: as streams choose them.
 * @returns the plan, and warnings of what is not in the file although it was asked for.
 * @throws CutstreamError `invalid_request` where no subtitles are called so.
 */
export function burnPlan(
  plan: Plan,
  burn: ReadonlySet<Burn>,
  captions?: string,
): { readonly plan: Plan; readonly warnings: readonly string[] } {
  const { surface, subtitles = [], ads, warnings, render: _render, captions: drawn, ...rest } = plan;
  const frame = (burn.has("reframe") && surface?.frame) || null;
  const overlays = burn.has("overlays") ? (surface?.overlays ?? []) : [];
  // What a stream draws already is what its file shows, unless others are named.
  const chosen = burn.has("subtitles")
    ? chooseCaptions(subtitles, captions ?? (drawn === undefined ? undefined : subtitles[drawn]?.name))
    : undefined;
  const shown = chosen === undefined ? undefined : subtitles[chosen];
  const lacking: readonly [Burn, boolean][] = [
    ["overlays", overlays.length > 0],
    ["subtitles", shown !== undefined],
    ["reframe", frame !== null],
  ];
  const interstitials = ads?.as === "interstitials" && ads.breaks.length > 0;
  return {
    plan: {
      ...rest,
      container: "fmp4",
      warnings: [],
      ...((frame || overlays.length > 0) && {
        surface: { frame, windows: frame ? (surface?.windows ?? []) : [], overlays },
      }),
      ...(shown && { subtitles: [shown], captions: 0 }),
      ...((frame || overlays.length > 0 || shown) && { render: "segments" as const }),
    },
    warnings: [
      ...warnings,
      ...lacking
        .filter(([what, there]) => burn.has(what) && !there)
        .map(([what]) => `There are no ${what} to burn in.`),
      ...(interstitials ? ["Ads that are interstitials are not in the file."] : []),
    ],
  };
}
