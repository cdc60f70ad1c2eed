/** @jsxImportSource preact */
import type { PlannedClip } from "cutstream";
import type { ComponentChildren } from "preact";
import { count, formatFrameRate } from "../../format.ts";
import { Thumbnail } from "../../ui/thumbnail.tsx";
import type { EditedClip } from "../core/arrangement.ts";
import { setIn, setOut, slip } from "../core/clips.ts";
import { clipTicks } from "../core/place.ts";
import { clock, formatRate, ticksPerFrame } from "../core/rate.ts";
import { CommandButton } from "../parts/command-button.tsx";
import { NumberField } from "../parts/number-field.tsx";
import { useSettled } from "../parts/use-settled.ts";
import { isCurrent, preview } from "../preview/preview.ts";
import { frameUrl } from "../state/sources.ts";
import { arrangement, edit, selectedClip } from "../state/store.ts";
import { FaultNote, wrongWith } from "./faults.tsx";

/** The clip that is selected: its first and its last frame, to the frame, and how the server cuts it. */
export function ClipPanel() {
  const clip = selectedClip.value;
  if (!clip) return <p class="hint">Select a clip on the timeline to trim it by frames.</p>;
  const { key, source, from, to } = clip;
  const number = arrangement.value.clips.indexOf(clip);
  return (
    <>
      <header class="clip-head">
        <h2>
          {number + 1}. {source.title}
        </h2>
        <p class="hint time">
          {to - from} frames, {clock(clipTicks(clip))} at {formatFrameRate(formatRate(source.rate))}
        </p>
      </header>
      <div class="ends">
        <End clip={clip} frame={from} title="First frame">
          <NumberField
            label="In"
            value={from}
            min={0}
            max={to - 1}
            error={wrongWith("clip", key, "start")}
            onChange={(frame) => edit((now) => setIn(now, key, frame))}
          />
          <CommandButton name="inBack" icon="frameBack" />
          <CommandButton name="inForth" icon="frameForth" />
          <CommandButton name="trimInHere" icon="trimIn" />
        </End>
        <End clip={clip} frame={to - 1} title="Last frame">
          <NumberField
            label="Out"
            value={to - 1}
            min={from}
            max={source.frames - 1}
            error={wrongWith("clip", key, "end")}
            onChange={(frame) => edit((now) => setOut(now, key, frame + 1))}
          />
          <CommandButton name="outBack" icon="frameBack" />
          <CommandButton name="outForth" icon="frameForth" />
          <CommandButton name="trimOutHere" icon="trimOut" />
        </End>
      </div>
      <NumberField
        label="Slip: frames by which both ends move in the source"
        value={0}
        min={-from}
        max={source.frames - to}
        onChange={(frames) => edit((now) => slip(now, key, frames))}
      />
      <FaultNote panel="clip" of={key} shown={["start", "end"]} />
      <Planned planned={isCurrent.value ? preview.value?.stream.plan.clips[number] : undefined} />
    </>
  );
}

/** Milliseconds after which a frame's picture is fetched: not one for each that a drag passes. */
const SETTLED_MS = 150;

/** An end of a clip: the very frame, and what moves it. */
function End(props: {
  readonly clip: EditedClip;
  readonly frame: number;
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  const { source } = props.clip;
  const picture = useSettled(frameUrl(source, props.frame, 320), SETTLED_MS);
  return (
    <section class="end" aria-label={props.title}>
      <Thumbnail src={picture} alt={`${props.title}, number ${props.frame}`} />
      <p class="hint time">{clock(props.frame * ticksPerFrame(source.rate))} of the source</p>
      <div class="trim">{props.children}</div>
    </section>
  );
}

const METHODS = {
  aligned: "begins on a key frame: nothing is encoded",
  head: "begins between key frames: what comes before the next one is encoded",
  snap: "moved to the nearest key frame",
} as const;

/** What the server plans for a clip. */
function Planned({ planned }: { readonly planned: PlannedClip | undefined }) {
  if (!planned) return <p class="hint">Waiting for the server's plan…</p>;
  const { method, startErrorFrames, endErrorFrames } = planned;
  return (
    <dl class="facts">
      <dt>Method</dt>
      <dd>
        <b>{method}</b>: {METHODS[method]}
      </dd>
      <dt>Off at the beginning</dt>
      <dd class="time">{count(startErrorFrames, "frame")}</dd>
      <dt>Off at the end</dt>
      <dd class="time">{count(endErrorFrames, "frame")}</dd>
    </dl>
  );
}
