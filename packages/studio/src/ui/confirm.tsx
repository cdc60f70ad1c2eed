/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { ErrorNote } from "./error-note.tsx";

export interface ConfirmProps {
  readonly title: string;
  /** What will be so when it is done. */
  readonly text: string;
  /** On the button: `Delete`. */
  readonly verb: string;
  /** Does it; the dialog stays until it is done, and shows why where it fails. */
  readonly does: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before something is destroyed. */
export function Confirm({ title, text, verb, does, onClose }: ConfirmProps) {
  const [{ busy, error }, set] = useState<{ busy: boolean; error?: unknown }>({ busy: false });
  const go = () => {
    set({ busy: true });
    does().then(onClose, (error: unknown) => set({ busy: false, error }));
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      {error !== undefined && <ErrorNote error={error} />}
      <div class="actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="danger" onClick={go} disabled={busy}>
          {verb}
        </Button>
      </div>
    </Dialog>
  );
}
