/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../ui/icon.tsx";

export interface DropZoneProps {
  readonly onFiles: (files: FileList) => void;
  readonly children: ComponentChildren;
}

/** Takes files that are dropped anywhere on the page while this is shown. */
export function DropZone({ onFiles, children }: DropZoneProps) {
  const [over, setOver] = useState(false);
  const take = useRef(onFiles);
  take.current = onFiles;
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    addEventListener(
      "dragover",
      (event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      },
      { signal },
    );
    addEventListener(
      "dragleave",
      // Between two elements there is another one entered: only out of the page there is none.
      ({ relatedTarget }) => relatedTarget === null && setOver(false),
      { signal },
    );
    addEventListener(
      "drop",
      (event) => {
        setOver(false);
        const files = event.dataTransfer?.files;
        if (!files?.length) return;
        event.preventDefault();
        take.current(files);
      },
      { signal },
    );
    return () => end.abort();
  }, []);
  return (
    <>
      {children}
      {over && (
        <div class="drop-here" aria-hidden="true">
          <Icon name="upload" /> Drop files to upload them
        </div>
      )}
    </>
  );
}
