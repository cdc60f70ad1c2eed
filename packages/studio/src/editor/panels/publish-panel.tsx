/** @jsxImportSource preact */
import { CutstreamError } from "cutstream";
import { useState } from "preact/hooks";
import { currentKey } from "../../key.ts";
import { announce, messageOf } from "../../notices.ts";
import { serverUrl } from "../../server.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { sdkCode } from "../core/code/sdk-code.ts";
import type { PublishForm } from "../core/draft.ts";
import { errorPlace } from "../core/error-place.ts";
import { publishOptions } from "../core/publish-options.ts";
import { toTimeline } from "../core/to-timeline.ts";
import { CodeBlock } from "../parts/code-block.tsx";
import { TextField } from "../parts/text-field.tsx";
import { publishForm } from "../state/drafts.ts";
import { publications, publish } from "../state/publishing.ts";
import { arrangement } from "../state/store.ts";
import { Published } from "./published.tsx";

/** Publishes the timeline, and shows what became of it. */
export function PublishPanel() {
  const [{ busy, error }, set] = useState<{ readonly busy: boolean; readonly error?: unknown }>({
    busy: false,
  });
  const now = arrangement.value;
  const form = publishForm.value;
  const empty = now.clips.length === 0;
  const wrongField = error instanceof CutstreamError ? errorPlace(error.path, now) : undefined;
  const inForm = wrongField?.panel === "publish";
  const field = (name: keyof PublishForm) => ({
    value: form[name],
    error: inForm && wrongField.field === name ? messageOf(error) : undefined,
    onInput: (value: string) => {
      publishForm.value = { ...form, [name]: value };
    },
  });
  const submit = (event: Event) => {
    event.preventDefault();
    set({ busy: true });
    publish().then(
      () => {
        set({ busy: false });
        announce("Published.");
      },
      (error: unknown) => set({ busy: false, error }),
    );
  };
  return (
    <>
      <form class="form" onSubmit={submit}>
        <div class="columns">
          <TextField
            label="Lives for"
            hint="90m, 24h, 7d"
            placeholder="the server's default"
            {...field("ttl")}
          />
          <TextField label="User" hint="Whose stream it is" {...field("user")} />
        </div>
        <TextField label="Name" hint="In its address, and on downloads" {...field("name")} />
        {error !== undefined && !inForm && <ErrorNote error={error} />}
        <Button type="submit" kind="primary" disabled={empty || busy}>
          {busy ? "Publishing…" : "Publish"}
        </Button>
      </form>
      {publications.value.map((one) => (
        <Published key={one.stream.id} {...one} />
      ))}
      {!empty && (
        <CodeBlock
          title="SDK code for this timeline"
          code={sdkCode({
            timeline: toTimeline(now),
            publish: publishOptions(form, now),
            url: serverUrl,
            keyed: currentKey() !== undefined,
          })}
        />
      )}
    </>
  );
}
