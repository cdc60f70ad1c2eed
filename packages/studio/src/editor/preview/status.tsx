/** @jsxImportSource preact */
import type { Plan } from "cutstream";
import { count } from "../../format.ts";
import { messageOf } from "../../notices.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { openPanel } from "../state/panel.ts";
import { arrangement, select } from "../state/store.ts";
import { type Fault, fault, isCurrent, preview, publishAgain, publishing } from "./preview.ts";

/** What the server says to the timeline: how it would be served, what it bent, and what is wrong with it. */
export function Status() {
  const shown = preview.value;
  const warnings = isCurrent.value ? (shown?.stream.plan.warnings ?? []) : [];
  return (
    <div class="status">
      <p class="line">
        <State />
        {shown && isCurrent.value && <span class="facts time">{factsOf(shown.stream.plan)}</span>}
      </p>
      {warnings.length > 0 && (
        <ul class="warnings" aria-label="Warnings of the plan">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {fault.value && <FaultLine fault={fault.value} />}
    </div>
  );
}

/** What is wrong: in short where a part of the inspector says all of it. */
function FaultLine({ fault: { error, place } }: { readonly fault: Fault }) {
  if (!place) return <ErrorNote error={error} retry={publishAgain} />;
  const { panel, key } = place;
  const show = () => {
    if (key !== null && (panel === "clip" || panel === "overlays")) {
      select({ kind: panel === "clip" ? "clip" : "overlay", key });
    }
    openPanel.value = panel;
  };
  return (
    <p class="fault" role="alert">
      {messageOf(error)}
      <Button kind="quiet" onClick={show}>
        Show
      </Button>
      <Button kind="quiet" onClick={publishAgain}>
        Try again
      </Button>
    </p>
  );
}

function State() {
  if (arrangement.value.clips.length === 0) return <span class="tag">Empty</span>;
  if (fault.value && !publishing.value) return <span class="tag bad">Not playable</span>;
  if (publishing.value || !isCurrent.value) return <span class="tag busy">Updating</span>;
  return <span class="tag good">Live preview</span>;
}

/** How it would be served, in a line. */
function factsOf({ clips, heads, segments, rendered, audio }: Plan): string {
  const off = clips.filter((clip) => clip.startErrorFrames !== 0 || clip.endErrorFrames !== 0).length;
  const encoded = Math.round(audio.encoded * 10) / 10;
  return [
    off === 0 ? "every cut on its frame" : `${count(off, "clip")} off by frames`,
    `${count(segments.total, "segment")}, ${segments.shared} shared`,
    heads.total > 0
      ? `${count(heads.total, "head")} of ${count(heads.frames, "frame")} encoded`
      : "nothing encoded",
    ...(rendered ? [`${count(rendered.segments, "segment")} drawn`] : []),
    ...(encoded > 0 ? [`${encoded} s of sound encoded`] : []),
  ].join(" · ");
}
