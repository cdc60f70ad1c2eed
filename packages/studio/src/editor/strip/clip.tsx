/** @jsxImportSource preact */
import { setIn, setOut } from "../core/clips.ts";
import { clipTicks, type LaidClip } from "../core/place.ts";
import { clock, ticksPerFrame } from "../core/rate.ts";
import { tilesOf } from "../core/tiles.ts";
import { pausePlaying } from "../preview/monitor.tsx";
import { fault, isCurrent, preview } from "../preview/preview.ts";
import { frameUrl } from "../state/sources.ts";
import { arrangement, edit, endMerging, goToClip, lookAt, select, selection } from "../state/store.ts";
import { startDrag } from "./drag.ts";
import { startReorder } from "./reorder.ts";
import { holdScale, letScaleGo, perTick } from "./scale.ts";

/** Pixels of a picture in a clip, about. */
const TILE_WIDTH = 96;

/** A clip on the strip: pictures, a name, and edges to pull. */
export function StripClip({ laid }: { readonly laid: LaidClip }) {
  const { clip, number, start } = laid;
  const { source, from, to, key } = clip;
  const selected = selection.value?.key === key;
  const perFrame = ticksPerFrame(source.rate) * perTick.value;
  const bad = fault.value?.place?.key === key;
  return (
    <li
      class={`cell${selected ? " selected" : ""}${bad ? " bad" : ""}`}
      style={{ left: `${start * perTick.value}px`, width: `${(to - from) * perFrame}px` }}
    >
      <button
        type="button"
        class="clip"
        data-clip={key}
        aria-pressed={selected}
        onClick={() => selected || goToClip(key)}
        onFocus={() => select({ kind: "clip", key })}
        onPointerDown={(event) => startReorder(event, key)}
      >
        <span class="tiles" aria-hidden="true">
          {tilesOf(clip, perFrame, TILE_WIDTH).map(({ frame, left, width }) => (
            <img
              key={frame}
              src={frameUrl(source, frame, 160) ?? undefined}
              alt=""
              loading="lazy"
              draggable={false}
              style={{ left: `${left}px`, width: `${width}px` }}
            />
          ))}
        </span>
        <span class="name">
          <span class="unseen">Clip {number + 1}: </span>
          <b>{source.title}</b>
          <span class="unseen">
            , frames {from} to {to - 1},{" "}
          </span>
          <span class="time">{clock(clipTicks(clip))}</span>
          <Method index={number} />
        </span>
      </button>
      <Edge laid={laid} side="in" />
      <Edge laid={laid} side="out" />
    </li>
  );
}

/** How the cut at the clip's beginning is made, where the plan is of this timeline. */
function Method({ index }: { readonly index: number }) {
  const planned = isCurrent.value ? preview.value?.stream.plan.clips[index] : undefined;
  return planned ? <span class="method">{planned.method}</span> : null;
}

/** An edge that a pointer pulls; keys do the same. */
function Edge({ laid: { clip }, side }: { readonly laid: LaidClip; readonly side: "in" | "out" }) {
  const pull = (event: PointerEvent) => {
    event.stopPropagation();
    pausePlaying();
    select({ kind: "clip", key: clip.key });
    holdScale();
    const perFrame = ticksPerFrame(clip.source.rate) * perTick.peek();
    startDrag(event, {
      onMove: (by) => {
        const frames = Math.round(by / perFrame);
        const [set, frame] = side === "in" ? ([setIn, clip.from] as const) : ([setOut, clip.to] as const);
        edit((now) => set(now, clip.key, frame + frames), `pull ${side} ${clip.key}`);
        const pulled = arrangement.peek().clips.find(({ key }) => key === clip.key) ?? clip;
        lookAt({ clip: clip.key, frame: side === "in" ? pulled.from : pulled.to - 1 });
      },
      onEnd: () => {
        letScaleGo();
        endMerging();
      },
    });
  };
  return <span class={`edge ${side}`} aria-hidden="true" onPointerDown={pull} />;
}
