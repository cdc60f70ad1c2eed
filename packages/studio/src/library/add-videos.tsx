/** @jsxImportSource preact */
import { useRef, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { AddByUrl } from "./add-by-url.tsx";
import { upload } from "./uploads.ts";

/** Buttons by which videos come in: files of this machine, or an address. */
export function AddVideos(props: { readonly collection: string; readonly onAdded: () => void }) {
  const { collection, onAdded } = props;
  const input = useRef<HTMLInputElement>(null);
  const [asking, setAsking] = useState(false);
  const take = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
    upload(currentTarget.files ?? [], collection);
    // The same file may be chosen again.
    currentTarget.value = "";
  };
  return (
    <div class="actions">
      <Button icon="link" onClick={() => setAsking(true)}>
        From a URL
      </Button>
      <Button kind="primary" icon="upload" onClick={() => input.current?.click()}>
        Upload
      </Button>
      <input
        ref={input}
        type="file"
        accept="video/*,.mkv,.ts,.mov,.mp4,.webm"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={take}
      />
      {asking && <AddByUrl collection={collection} onAdded={onAdded} onClose={() => setAsking(false)} />}
    </div>
  );
}
