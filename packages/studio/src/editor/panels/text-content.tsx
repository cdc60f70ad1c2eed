/** @jsxImportSource preact */
import type { FontFamily } from "cutstream";
import type { OverlayContent } from "../core/arrangement.ts";
import { CheckField } from "../parts/check-field.tsx";
import { ColorField } from "../parts/color-field.tsx";
import { NumberField } from "../parts/number-field.tsx";
import { SelectField } from "../parts/select-field.tsx";
import { TextField } from "../parts/text-field.tsx";
import { endMerging } from "../state/store.ts";

type Text = OverlayContent & { readonly kind: "text" };

const FONTS: Readonly<Record<FontFamily, string>> = {
  "sans-serif": "Sans serif",
  serif: "Serif",
  monospace: "Monospace",
  "system-ui": "The system's",
  cursive: "Cursive",
  fantasy: "Fantasy",
};

/** Behind a text that has a ground: half see-through black. */
const GROUND = "#000000a0";

export interface TextContentProps {
  readonly content: Text;
  readonly error: string | undefined;
  /** @param typed whether it is one of many letters. */
  readonly onChange: (facts: Partial<Text>, typed: boolean) => void;
}

/** What a text says, and how it looks. */
export function TextContent({ content, error, onChange }: TextContentProps) {
  const { text, color, background, lineHeight, bold, font } = content;
  return (
    <>
      <TextField
        label="Text"
        lines={2}
        value={text}
        error={error}
        onInput={(text) => onChange({ text }, true)}
        onDone={endMerging}
      />
      <div class="columns">
        <SelectField
          label="Font"
          value={font}
          options={FONTS}
          onChange={(font) => onChange({ font }, false)}
        />
        <NumberField
          label="Line, % of the height"
          value={lineHeight / 10}
          min={1}
          max={50}
          step={0.5}
          onChange={(percent) => onChange({ lineHeight: Math.round(percent * 10) }, false)}
        />
        <ColorField label="Colour" value={color} onChange={(color) => onChange({ color }, false)} />
      </div>
      <div class="checks">
        <CheckField label="Bold" checked={bold} onChange={(bold) => onChange({ bold }, false)} />
        <CheckField
          label="On a dark ground"
          checked={background !== null}
          onChange={(on) => onChange({ background: on ? GROUND : null }, false)}
        />
      </div>
    </>
  );
}
