/** @jsxImportSource preact */
import { useRef } from "preact/hooks";
import { giveKey, keyQuestion } from "./key.ts";
import { Button } from "./ui/button.tsx";
import { Dialog } from "./ui/dialog.tsx";
import { Field } from "./ui/field.tsx";

/** Asks for an API key while calls wait for one. */
export function KeyDialog() {
  const input = useRef<HTMLInputElement>(null);
  const question = keyQuestion.value;
  if (!question) return null;
  const submit = (event: Event) => {
    event.preventDefault();
    const key = input.current?.value.trim();
    if (key) giveKey(key);
  };
  return (
    <Dialog title="This server needs an API key">
      <form onSubmit={submit}>
        <p>{question.reason} It is kept in this tab, until you close it.</p>
        <Field
          label="API key"
          error={question.refused ? "The server does not know the key that you gave." : undefined}
        >
          {(field) => <input ref={input} type="password" autoComplete="off" required {...field} />}
        </Field>
        <div class="actions">
          <Button kind="primary" type="submit">
            Open the studio
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
