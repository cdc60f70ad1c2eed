/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import { report } from "../../notices.ts";
import { cs } from "../../server.ts";
import { Button } from "../../ui/button.tsx";
import type { EditedOverlay, OverlayContent } from "../core/arrangement.ts";
import { overlayName } from "../core/names.ts";
import { addOverlay, removeOverlay } from "../core/overlays.ts";
import { CommandButton } from "../parts/command-button.tsx";
import { FileButton } from "../parts/file-button.tsx";
import { arrangement, edit, select, selection } from "../state/store.ts";
import { OverlayForm } from "./overlay-form.tsx";

const TEXT: OverlayContent = {
  kind: "text",
  text: "Title",
  color: "#ffffff",
  background: null,
  lineHeight: 50,
  bold: false,
  font: "sans-serif",
};

/** Images, texts and colours over the picture: the highest first. */
export function OverlaysPanel() {
  const [busy, setBusy] = useState(false);
  const upload = (file: File) => {
    setBusy(true);
    addImage(file)
      .catch(report)
      .finally(() => setBusy(false));
  };
  const { overlays } = arrangement.value;
  return (
    <>
      <div class="adders">
        <Button icon="add" onClick={() => add(TEXT, { anchor: "bottom" })}>
          Text
        </Button>
        <FileButton accept="image/png,image/jpeg,image/webp,image/svg+xml" onFile={upload} disabled={busy}>
          {busy ? "Uploading…" : "Image"}
        </FileButton>
        <Button icon="add" onClick={() => add({ kind: "color", color: "#000000" }, {})}>
          Colour
        </Button>
      </div>
      {overlays.length === 0 && <p class="hint">Logos, titles and fades, drawn over the picture.</p>}
      <ul class="things">
        {overlays.toReversed().map((overlay) => (
          <Overlay key={overlay.key} overlay={overlay} />
        ))}
      </ul>
    </>
  );
}

function Overlay({ overlay }: { readonly overlay: EditedOverlay }) {
  const { key } = overlay;
  const open = selection.value?.key === key;
  const name = overlayName(overlay);
  return (
    <li class={open ? "open" : ""}>
      <header>
        <button
          type="button"
          class="thing"
          aria-expanded={open}
          onClick={() => select(open ? null : { kind: "overlay", key })}
        >
          {overlay.content.kind === "image" && <img src={overlay.content.url} alt="" />}
          {name}
        </button>
        {open && <CommandButton name="raise" icon="higher" />}
        {open && <CommandButton name="lower" icon="lower" />}
        <Button
          kind="quiet"
          icon="delete"
          aria-label={`Remove overlay ${name}`}
          onClick={() => edit((now) => removeOverlay(now, key))}
        />
      </header>
      {open && <OverlayForm overlay={overlay} />}
    </li>
  );
}

/** Takes an image in, and lays it over the picture. */
async function addImage(file: File): Promise<void> {
  const { id, name, url } = await cs.assets.upload(file, { name: file.name });
  add({ kind: "image", image: id, name, url }, { anchor: "top-right", width: 20 });
}

function add(content: OverlayContent, facts: Partial<EditedOverlay>): void {
  const { serial } = arrangement.peek();
  edit((now) =>
    addOverlay(now, {
      ...{ content, span: { on: "all" }, anchor: "center", width: null },
      ...{ opacity: 100, fadeIn: 0, fadeOut: 0 },
      ...facts,
    }),
  );
  select({ kind: "overlay", key: `k${serial}` });
}
