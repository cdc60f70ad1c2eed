/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { EMPTY } from "./core/arrangement.ts";
import { FilesMenu } from "./files-menu.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { CheckField } from "./parts/check-field.tsx";
import { CommandButton } from "./parts/command-button.tsx";
import { arrangement, edit, rippling } from "./state/store.ts";

/** What is done to clips, and to the timeline as a whole. */
export function Toolbar() {
  const [dialog, setDialog] = useState<"keys" | "clear" | null>(null);
  const close = () => setDialog(null);
  const clear = async () => edit(({ serial }) => ({ ...EMPTY, serial }));
  return (
    <div class="toolbar" role="toolbar" aria-label="Editing">
      <CommandButton name="undo" icon="undo" />
      <CommandButton name="redo" icon="redo" />
      <hr />
      <CommandButton name="split" icon="split" />
      <CommandButton name="trimInHere" icon="trimIn" />
      <CommandButton name="trimOutHere" icon="trimOut" />
      <CommandButton name="duplicate" icon="copy" />
      <CommandButton name="moveBack" icon="moveBack" />
      <CommandButton name="moveForth" icon="moveForth" />
      <CommandButton name="remove" icon="delete" />
      <hr />
      <CheckField
        label="Ripple titles"
        checked={rippling.value}
        onChange={(on) => {
          rippling.value = on;
        }}
      />
      <span class="gap" />
      <FilesMenu />
      <Button kind="quiet" disabled={arrangement.value.clips.length === 0} onClick={() => setDialog("clear")}>
        Clear
      </Button>
      <Button kind="quiet" icon="keyboard" aria-label="Keys" onClick={() => setDialog("keys")} />
      {dialog === "keys" && <KeysDialog onClose={close} />}
      {dialog === "clear" && (
        <Confirm
          title="Clear the timeline?"
          text="Clips, overlays, captions, shape and music are taken off. Undo brings them back."
          verb="Clear"
          does={clear}
          onClose={close}
        />
      )}
    </div>
  );
}
