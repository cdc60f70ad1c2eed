/** @jsxImportSource preact */
import type { EditedOverlay, Span } from "../core/arrangement.ts";
import { ClockField } from "../parts/clock-field.tsx";
import { NumberField } from "../parts/number-field.tsx";
import { SelectField } from "../parts/select-field.tsx";
import { arrangement, playhead } from "../state/store.ts";
import { wrongWith } from "./faults.tsx";

const KINDS: Readonly<Record<Span["on"], string>> = {
  all: "All of the timeline",
  timeline: "From a time to another",
  clip: "On a clip, with its pictures",
};

export interface SpanFieldsProps {
  readonly overlay: EditedOverlay;
  readonly onChange: (span: Span) => void;
}

/** When an overlay is seen. */
export function SpanFields({ overlay, onChange }: SpanFieldsProps) {
  const { key, span } = overlay;
  return (
    <>
      <SelectField label="Seen" value={span.on} options={KINDS} onChange={(on) => onChange(spanOf(on))} />
      {span.on === "timeline" && (
        <div class="columns">
          <ClockField
            label="From"
            value={span.start}
            error={wrongWith("overlays", key, "start")}
            onChange={(start) => onChange({ ...span, start: start ?? 0 })}
          />
          <ClockField
            label="To"
            value={span.end}
            empty="the end"
            error={wrongWith("overlays", key, "end")}
            onChange={(end) => onChange({ ...span, end })}
          />
        </div>
      )}
      {span.on === "clip" && <ClipSpan span={span} of={key} onChange={onChange} />}
    </>
  );
}

function ClipSpan(props: {
  readonly span: Span & { readonly on: "clip" };
  readonly of: string;
  readonly onChange: (span: Span) => void;
}) {
  const { span, of, onChange } = props;
  const { clips } = arrangement.value;
  const clip = clips.find(({ key }) => key === span.clip);
  if (!clip) return null;
  const names = Object.fromEntries(clips.map(({ key, source }, n) => [key, `${n + 1}. ${source.title}`]));
  return (
    <div class="columns">
      <SelectField
        label="Clip"
        value={span.clip}
        options={names}
        onChange={(clip) => onChange({ on: "clip", clip, from: null, to: null })}
      />
      <NumberField
        label="First frame"
        value={span.from ?? clip.from}
        min={clip.from}
        max={clip.to - 1}
        error={wrongWith("overlays", of, "start")}
        onChange={(from) => onChange({ ...span, from: from === clip.from ? null : from })}
      />
      <NumberField
        label="Last frame"
        value={(span.to ?? clip.to) - 1}
        min={span.from ?? clip.from}
        max={clip.to - 1}
        error={wrongWith("overlays", of, "end")}
        onChange={(last) => onChange({ ...span, to: last + 1 === clip.to ? null : last + 1 })}
      />
    </div>
  );
}

/** A stretch of another kind, where one looks. */
function spanOf(on: Span["on"]): Span {
  const clip = playhead.peek()?.clip ?? arrangement.peek().clips[0]?.key;
  if (on === "clip" && clip !== undefined) return { on, clip, from: null, to: null };
  return on === "timeline" ? { on, start: 0, end: null } : { on: "all" };
}
