/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";
import type { EditedOverlay } from "../core/arrangement.ts";
import { overlayName } from "../core/names.ts";
import { lengthOf, placeAt, ticksOf } from "../core/place.ts";
import { clock, TICKS_PER_SECOND } from "../core/rate.ts";
import { type Stretch, stretchOf } from "../core/span.ts";
import { fault } from "../preview/preview.ts";
import { arrangement, lookAt, playhead, select, selection } from "../state/store.ts";
import { perTick } from "./scale.ts";

/** What lies over and under the clips: a lane for each overlay, the highest above, then captions and music. */
export function Lanes() {
  const now = arrangement.value;
  const whole = { start: 0, end: lengthOf(now) };
  return (
    <>
      {now.overlays.toReversed().map((overlay) => (
        <OverlayLane key={overlay.key} overlay={overlay} />
      ))}
      {now.captions.map(({ key, language }) => (
        <Lane key={key} kind="captions" stretch={whole}>
          <span class="bar">Captions: {language || "no language"}</span>
        </Lane>
      ))}
      {now.music && (
        <Lane kind="music" stretch={whole}>
          <span class="bar">
            Music: {now.music.title} {now.music.mode === "mix" ? "under the clips' sound" : ""}
          </span>
        </Lane>
      )}
    </>
  );
}

function OverlayLane({ overlay }: { readonly overlay: EditedOverlay }) {
  const now = arrangement.value;
  const { key } = overlay;
  const stretch = stretchOf(now, overlay);
  const bad = fault.value?.place?.key === key;
  const name = overlayName(overlay);
  const go = () => {
    select({ kind: "overlay", key });
    const at = playhead.value && ticksOf(now, playhead.value);
    if (!stretch || (at && at >= stretch.start && at < stretch.end)) return;
    lookAt(placeAt(now, stretch.start) ?? null);
  };
  return (
    <Lane kind={`overlay ${overlay.content.kind}${bad ? " bad" : ""}`} stretch={stretch}>
      <button
        type="button"
        class="bar"
        aria-pressed={selection.value?.key === key}
        aria-label={`Overlay ${name}, ${stretch ? `${clock(stretch.start)} to ${clock(stretch.end)}` : "not seen"}`}
        onClick={go}
      >
        {name}
        {!stretch && <span class="tag">not seen</span>}
      </button>
    </Lane>
  );
}

function Lane(props: {
  readonly kind: string;
  readonly stretch: Stretch | undefined;
  readonly children: ComponentChildren;
}) {
  const { start, end } = props.stretch ?? { start: 0, end: TICKS_PER_SECOND };
  const style = { marginLeft: `${start * perTick.value}px`, width: `${(end - start) * perTick.value}px` };
  return (
    <div class={`track ${props.kind}`}>
      <div class="stretch" style={style}>
        {props.children}
      </div>
    </div>
  );
}
