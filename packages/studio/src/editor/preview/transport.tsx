/** @jsxImportSource preact */
import { Button } from "../../ui/button.tsx";
import { lengthOf, ticksOf } from "../core/place.ts";
import { clock } from "../core/rate.ts";
import { CommandButton } from "../parts/command-button.tsx";
import { arrangement, playhead } from "../state/store.ts";
import { playing, togglePlaying } from "./monitor.tsx";

/** Where one looks, and what moves there. */
export function Transport() {
  const now = arrangement.value;
  const place = playhead.value;
  const number = now.clips.findIndex(({ key }) => key === place?.clip);
  const is = playing.value;
  return (
    <div class="transport">
      <p class="time place">
        <strong>{clock((place && ticksOf(now, place)) ?? 0)}</strong> / {clock(lengthOf(now))}
      </p>
      <div class="buttons">
        <CommandButton name="previous" icon="previous" />
        <CommandButton name="back" icon="frameBack" />
        <Button
          kind="quiet"
          icon={is ? "pause" : "play"}
          aria-label={is ? "Pause" : "Play"}
          title={`${is ? "Pause" : "Play"} (Space)`}
          onClick={togglePlaying}
        />
        <CommandButton name="forth" icon="frameForth" />
        <CommandButton name="next" icon="next" />
      </div>
      <p class="time place right">
        {place && number >= 0
          ? `Clip ${number + 1} of ${now.clips.length}, frame ${place.frame}`
          : "No clips"}
      </p>
    </div>
  );
}
