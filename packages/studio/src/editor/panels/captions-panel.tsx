/** @jsxImportSource preact */
import type { SubtitleStyle } from "cutstream";
import { report } from "../../notices.ts";
import { Button } from "../../ui/button.tsx";
import type { EditedCaptions, Keyless } from "../core/arrangement.ts";
import { addCaptions, changeCaptions, removeCaptions } from "../core/captions.ts";
import { CheckField } from "../parts/check-field.tsx";
import { FileButton } from "../parts/file-button.tsx";
import { SelectField } from "../parts/select-field.tsx";
import { TextField } from "../parts/text-field.tsx";
import { arrangement, edit, endMerging } from "../state/store.ts";
import { FaultNote, wrongWith } from "./faults.tsx";

const STYLES: Readonly<Record<SubtitleStyle, string>> = {
  caption: "Captions",
  "lower-third": "Lower third",
  words: "Word by word",
};

const NEW = { language: "en", style: "caption", file: null, translate: false } as const;

/** Captions: each language a rendition that viewers choose. */
export function CaptionsPanel() {
  const { captions } = arrangement.value;
  return (
    <>
      <div class="adders">
        <Button
          icon="add"
          onClick={() => edit((now) => addCaptions(now, { ...NEW, shown: now.captions.length === 0 }))}
        >
          Language
        </Button>
      </div>
      {captions.length === 0 && (
        <p class="hint">
          What is said in the clips, or a file of yours. Speech must have been indexed first.
        </p>
      )}
      <ul class="things">
        {captions.map((one) => (
          <Captions key={one.key} captions={one} />
        ))}
      </ul>
    </>
  );
}

function Captions({ captions }: { readonly captions: EditedCaptions }) {
  const { key, language, style, shown, file, translate } = captions;
  const change = (facts: Partial<Keyless<EditedCaptions>>, merging: string | null = null) =>
    edit((now) => changeCaptions(now, key, facts), merging);
  const read = (chosen: File) => {
    chosen.text().then((text) => change({ file: { name: chosen.name, text } }), report);
  };
  return (
    <li class="open">
      <div class="form">
        <div class="columns">
          <TextField
            label="Language"
            hint="en, pt-BR, …"
            value={language}
            error={wrongWith("captions", key, "language")}
            onInput={(language) => change({ language: language.trim() }, `language ${key}`)}
            onDone={endMerging}
          />
          <SelectField label="Style" value={style} options={STYLES} onChange={(style) => change({ style })} />
        </div>
        <p class="source">
          From {file ? <b>{file.name}</b> : "what is said in the clips"}
          {file ? (
            <Button kind="quiet" onClick={() => change({ file: null })}>
              Use speech
            </Button>
          ) : (
            <FileButton accept=".srt,.vtt,.ttml,.ass,text/vtt" onFile={read}>
              File
            </FileButton>
          )}
        </p>
        <div class="checks">
          <CheckField label="Shown from the start" checked={shown} onChange={(shown) => change({ shown })} />
          <CheckField
            label="Translate into it"
            checked={translate}
            onChange={(translate) => change({ translate })}
          />
        </div>
        <FaultNote panel="captions" of={key} shown={["language"]} />
        <div class="actions">
          <Button
            kind="quiet"
            icon="delete"
            aria-label={`Remove captions ${language}`}
            onClick={() => edit((now) => removeCaptions(now, key))}
          >
            Remove
          </Button>
        </div>
      </div>
    </li>
  );
}
