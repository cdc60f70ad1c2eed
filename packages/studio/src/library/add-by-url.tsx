/** @jsxImportSource preact */
import { useRef, useState } from "preact/hooks";
import { cs } from "../server.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Field } from "../ui/field.tsx";

export interface AddByUrlProps {
  readonly collection: string;
  readonly onAdded: () => void;
  readonly onClose: () => void;
}

/** Has the server fetch a video. */
export function AddByUrl({ collection, onAdded, onClose }: AddByUrlProps) {
  const url = useRef<HTMLInputElement>(null);
  const name = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<unknown>();
  const submit = async (event: Event) => {
    event.preventDefault();
    const called = name.current?.value.trim();
    try {
      await cs.videos.ingest({
        url: url.current?.value.trim() ?? "",
        collection,
        ...(called ? { name: called } : {}),
      });
      onAdded();
      onClose();
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <Dialog title="Add a video from a URL" onClose={onClose}>
      <form onSubmit={submit}>
        <Field label="URL" hint="Of a video file. The server fetches it.">
          {(field) => (
            <input ref={url} type="url" required placeholder="https://example.com/match.mp4" {...field} />
          )}
        </Field>
        <Field label="Name" hint="Without one it is called as the file.">
          {(field) => <input ref={name} type="text" maxLength={200} {...field} />}
        </Field>
        {error !== undefined && <ErrorNote error={error} />}
        <div class="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit">
            Add video
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
