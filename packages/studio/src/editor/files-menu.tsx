/** @jsxImportSource preact */
import { announce, report } from "../notices.ts";
import { Button } from "../ui/button.tsx";
import { FileButton } from "./parts/file-button.tsx";
import { exportOtio, importFile } from "./state/files.ts";
import { arrangement } from "./state/store.ts";

/** Timelines from and for editing systems. */
export function FilesMenu() {
  const take = (file: File) => {
    importFile(file).then(
      (left) => announce([`${file.name} is at the timeline's end.`, ...left].join(" ")),
      report,
    );
  };
  return (
    <>
      <FileButton accept=".otio,.edl" onFile={take}>
        Import OTIO, EDL
      </FileButton>
      <Button
        disabled={arrangement.value.clips.length === 0}
        onClick={() => {
          exportOtio().catch(report);
        }}
      >
        Export OTIO
      </Button>
    </>
  );
}
