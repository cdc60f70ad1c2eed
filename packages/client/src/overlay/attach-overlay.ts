import { watchPicture } from "./picture-clock.ts";
import { type Player, watchRanges } from "./players/watch-ranges.ts";
import { readSchedule } from "./read-schedule.ts";
import type { Schedule } from "./schedule.ts";
import { createStage } from "./stage.ts";
import { stateAt } from "./state-at.ts";

export interface OverlayOptions {
  readonly video: HTMLVideoElement;
  /**
   * What the video lies in, and nothing else decides the size of: the overlays are drawn in it, and a reframed picture
   * fills it as far as its shape allows. The element that is to be shown in full screen.
   */
  readonly container: HTMLElement;
  /** The instance of hls.js, Shaka Player (attach before it loads) or video.js that plays in the video. */
  readonly player: Player;
  /** Called when the stream says what is drawn, and again whenever that changes. */
  readonly onSchedule?: (schedule: Schedule) => void;
}

/** Overlays that are being drawn. */
export interface Overlay {
  readonly schedule: Schedule;
  /** Ends, and leaves the page as it was before. A second time does nothing. */
  detach(): void;
}

/**
 * Draws a stream's overlays and gives its picture the shape that it asks for, in step with the frames that come up.
 * @throws TypeError where the video does not lie in the container, or the player is of another make.
 * @example
 * ```js
 * import { attachOverlay } from "https://video.example/overlay.js";
 *
 * const hls = new Hls();
 * attachOverlay({ video, container: video.parentElement, player: hls });
 * hls.loadSource(url);
 * hls.attachMedia(video);
 * ```
 */
export function attachOverlay({ video, container, player, onSchedule }: OverlayOptions): Overlay {
  let schedule: Schedule = { frame: null, items: [] };
  let time = video.currentTime;
  const draw = () => stage.draw(stateAt(schedule, time));
  const stage = createStage(video, container, draw);
  const ends = [
    watchPicture(video, (shown) => {
      time = shown;
      draw();
    }),
    watchRanges(player, (ranges) => {
      const next = readSchedule(ranges);
      if (JSON.stringify(next) === JSON.stringify(schedule)) return;
      schedule = next;
      stage.setSchedule(schedule);
      draw();
      onSchedule?.(schedule);
    }),
  ];
  return {
    get schedule() {
      return schedule;
    },
    detach() {
      for (const end of ends.splice(0)) end();
      stage.remove();
    },
  };
}
