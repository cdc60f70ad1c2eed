/** @jsxImportSource preact */
import { useEffect } from "preact/hooks";
import { onKey } from "./keyboard.ts";
import { Panels } from "./panels/panels.tsx";
import { Monitor } from "./preview/monitor.tsx";
import { startPreview } from "./preview/preview.ts";
import { Status } from "./preview/status.tsx";
import { Transport } from "./preview/transport.tsx";
import { draftProblem } from "./state/drafts.ts";
import { Strip } from "./strip/strip.tsx";
import { Toolbar } from "./toolbar.tsx";

/** The timeline: arrange, trim, overlay, caption, reframe, preview, publish. */
export function Editor() {
  useEffect(startPreview, []);
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <div class="editor">
      <h1 class="unseen">Timeline</h1>
      {draftProblem.value && (
        <p class="note bad" role="alert">
          The timeline of your last visit could not be read, and was put aside. {draftProblem.value}
        </p>
      )}
      <Toolbar />
      <div class="viewer">
        <Monitor />
        <Transport />
        <Status />
      </div>
      <Panels />
      <Strip />
    </div>
  );
}
