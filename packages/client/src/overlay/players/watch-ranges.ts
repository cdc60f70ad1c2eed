import type { TimedRange } from "../schedule.ts";
import { type HlsPlayer, isHls, watchHls } from "./hls.ts";
import { isShaka, type ShakaPlayer, watchShaka } from "./shaka.ts";
import { isVideoJs, type VideoJsPlayer, watchVideoJs } from "./videojs.ts";

/** A player whose streams are drawn over: of hls.js, Shaka Player or video.js. */
export type Player = HlsPlayer | ShakaPlayer | VideoJsPlayer;

/**
 * Tells a player's date ranges, now and whenever they change.
 * @returns what ends it.
 * @throws TypeError where the player is none of these.
 */
export function watchRanges(player: Player, tell: (ranges: TimedRange[]) => void): () => void {
  if (isHls(player)) return watchHls(player, tell);
  if (isShaka(player)) return watchShaka(player, tell);
  if (isVideoJs(player)) return watchVideoJs(player, tell);
  throw new TypeError("player must be one of hls.js, Shaka Player or video.js.");
}
