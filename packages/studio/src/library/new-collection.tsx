/** @jsxImportSource preact */
import { useRef, useState } from "preact/hooks";
import { go } from "../navigation.ts";
import { cs } from "../server.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Field } from "../ui/field.tsx";

/** Makes a collection, and shows it. */
export function NewCollection(props: { readonly onMade: () => void; readonly onClose: () => void }) {
  const { onMade, onClose } = props;
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<unknown>();
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      const { id } = await cs.collections.create(input.current?.value.trim() ?? "");
      onMade();
      onClose();
      go({ page: "library", collection: id });
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <Dialog title="New collection" onClose={onClose}>
      <form onSubmit={submit}>
        <Field label="Name">
          {(field) => <input ref={input} type="text" required maxLength={200} {...field} />}
        </Field>
        {error !== undefined && <ErrorNote error={error} />}
        <div class="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit">
            Create
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
