/** @jsxImportSource preact */
import type { EditedReframe } from "../core/arrangement.ts";
import { AnchorField } from "../parts/anchor-field.tsx";
import { ColorField } from "../parts/color-field.tsx";
import { SelectField } from "../parts/select-field.tsx";
import { TextField } from "../parts/text-field.tsx";
import { arrangement, edit, endMerging } from "../state/store.ts";
import { FaultNote, wrongWith } from "./faults.tsx";

const ASPECTS = {
  "": "As each source is",
  "9:16": "9:16, upright",
  "4:5": "4:5",
  "1:1": "1:1, square",
  "16:9": "16:9, wide",
  "21:9": "21:9, cinema",
  own: "Another",
} as const;

const FITS = { crop: "Cut to it", pad: "Whole picture, with bars" } as const;
const MODES = { simple: "Stands still", smart: "Follows whom it shows" } as const;
const BARS = { color: "A colour", blur: "The picture, blurred" } as const;
const RENDERS = { player: "Players that know how", segments: "The server, into the pictures" } as const;

const START: EditedReframe = {
  aspect: "9:16",
  fit: "crop",
  mode: "simple",
  anchor: "center",
  background: "#000000",
};

/** The picture's shape, and who draws it and the overlays. */
export function ReframePanel() {
  const { reframe, render } = arrangement.value;
  const known = reframe ? (reframe.aspect in ASPECTS ? (reframe.aspect as keyof typeof ASPECTS) : "own") : "";
  const set = (reframe: EditedReframe | null, merging: string | null = null) =>
    edit((now) => ({ ...now, reframe }), merging);
  const choose = (aspect: string) => {
    if (aspect === "") set(null);
    else set({ ...(reframe ?? START), aspect: aspect === "own" ? "3:4" : aspect });
  };
  return (
    <div class="form">
      <SelectField label="Shape" value={known} options={ASPECTS} onChange={choose} />
      {reframe && (
        <>
          {known === "own" && (
            <TextField
              label="Width to height"
              value={reframe.aspect}
              error={wrongWith("reframe", null, "aspect")}
              onInput={(aspect) => set({ ...reframe, aspect: aspect.trim() }, "aspect")}
              onDone={endMerging}
            />
          )}
          <SelectField
            label="Fit"
            value={reframe.fit}
            options={FITS}
            onChange={(fit) => set({ ...reframe, fit })}
          />
          {reframe.fit === "crop" ? (
            <Window reframe={reframe} onChange={set} />
          ) : (
            <Bars reframe={reframe} onChange={set} />
          )}
        </>
      )}
      <SelectField
        label="Drawn by"
        value={render}
        options={RENDERS}
        hint="Shape and overlays. Drawn by the server, they show in every player, and are encoded where they touch."
        error={wrongWith("reframe", null, "render")}
        onChange={(render) => edit((now) => ({ ...now, render }))}
      />
      <FaultNote panel="reframe" of={null} shown={known === "own" ? ["aspect", "render"] : ["render"]} />
    </div>
  );
}

interface ReframeProps {
  readonly reframe: EditedReframe;
  readonly onChange: (reframe: EditedReframe) => void;
}

/** What a crop shows. */
function Window({ reframe, onChange }: ReframeProps) {
  const { mode, anchor } = reframe;
  const smart = mode === "smart";
  return (
    <>
      <SelectField
        label="Window"
        value={mode}
        options={MODES}
        {...(smart && { hint: "Videos need the index subjects for it: analyse them in the library." })}
        onChange={(mode) => onChange({ ...reframe, mode })}
      />
      <AnchorField
        label={smart ? "What is kept where there is nobody" : "What is kept"}
        value={anchor}
        onChange={(anchor) => onChange({ ...reframe, anchor })}
      />
    </>
  );
}

/** What is shown beside a whole picture. */
function Bars({ reframe, onChange }: ReframeProps) {
  const blurred = reframe.background === "blur";
  return (
    <div class="columns">
      <SelectField
        label="Bars"
        value={blurred ? "blur" : "color"}
        options={BARS}
        onChange={(kind) => onChange({ ...reframe, background: kind === "blur" ? "blur" : "#000000" })}
      />
      {!blurred && (
        <ColorField
          label="Colour"
          value={reframe.background}
          onChange={(background) => onChange({ ...reframe, background })}
        />
      )}
    </div>
  );
}
