/** @jsxImportSource preact */
import { useEffect } from "preact/hooks";
import { onJobEnd } from "../jobs.ts";
import { useResource } from "../resource.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { loadMemory } from "./load-memory.ts";
import { MemoryView } from "./memory-view.tsx";

/** A video and what is remembered of it. @param at seconds where it begins */
export function VideoPage({ id, at }: { readonly id: string; readonly at?: number | undefined }) {
  const { value, error, reload } = useResource((signal) => loadMemory(id, signal), [id]);
  useEffect(
    () => onJobEnd((job) => (job === null || (job.video === id && job.kind !== "heads")) && reload()),
    [id, reload],
  );
  if (value && value.video.id === id) return <MemoryView memory={value} at={at ?? 0} onChange={reload} />;
  if (error !== undefined) return <ErrorNote error={error} retry={reload} />;
  return <p class="waiting">Loading…</p>;
}
