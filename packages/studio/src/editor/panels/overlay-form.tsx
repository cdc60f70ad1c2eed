/** @jsxImportSource preact */
import type { EditedOverlay, OverlayContent } from "../core/arrangement.ts";
import { changeOverlay } from "../core/overlays.ts";
import { AnchorField } from "../parts/anchor-field.tsx";
import { ClockField } from "../parts/clock-field.tsx";
import { ColorField } from "../parts/color-field.tsx";
import { NumberField } from "../parts/number-field.tsx";
import { edit } from "../state/store.ts";
import { FaultNote, wrongWith } from "./faults.tsx";
import { SpanFields } from "./span-fields.tsx";
import { TextContent } from "./text-content.tsx";

/** Fields of an overlay that show what is wrong with them. */
const SHOWN = ["start", "end", "fade", "size", "text"];

/** Everything about an overlay. */
export function OverlayForm({ overlay }: { readonly overlay: EditedOverlay }) {
  const { key, content, anchor, width, opacity, fadeIn, fadeOut } = overlay;
  const change = (facts: Partial<Omit<EditedOverlay, "key">>, merging: string | null = null) =>
    edit((now) => changeOverlay(now, key, facts), merging);
  const wrong = (field: string) => wrongWith("overlays", key, field);
  return (
    <div class="form">
      {content.kind === "text" && (
        <TextContent
          content={content}
          error={wrong("text")}
          onChange={(facts, typed) =>
            change({ content: { ...content, ...facts } }, typed ? `text ${key}` : null)
          }
        />
      )}
      {content.kind === "color" && (
        <ColorField
          label="Colour"
          value={content.color}
          onChange={(color) => change({ content: { ...content, color } satisfies OverlayContent })}
        />
      )}
      <div class="columns">
        {content.kind !== "color" && (
          <AnchorField label="Place" value={anchor} onChange={(anchor) => change({ anchor })} />
        )}
        <div class="form">
          {content.kind !== "color" && (
            <NumberField
              label="Width, % of the picture"
              value={width ?? (content.kind === "image" ? 20 : 0)}
              min={content.kind === "image" ? 1 : 0}
              max={100}
              error={wrong("size")}
              {...(content.kind === "text" && { hint: "0: as wide as the text" })}
              onChange={(width) => change({ width: width === 0 ? null : width })}
            />
          )}
          <NumberField
            label="Opacity, %"
            value={opacity}
            min={0}
            max={100}
            onChange={(opacity) => change({ opacity })}
          />
        </div>
      </div>
      <SpanFields overlay={overlay} onChange={(span) => change({ span })} />
      <div class="columns">
        <ClockField
          label="Fade in"
          value={fadeIn}
          error={wrong("fade")}
          onChange={(ms) => change({ fadeIn: ms ?? 0 })}
        />
        <ClockField label="Fade out" value={fadeOut} onChange={(ms) => change({ fadeOut: ms ?? 0 })} />
      </div>
      <FaultNote panel="overlays" of={key} shown={SHOWN} />
    </div>
  );
}
