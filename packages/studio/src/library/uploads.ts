import { signal } from "@preact/signals";
import { cs } from "../server.ts";
import {
  chunkBytesFor,
  initial,
  isActive,
  nextToSend,
  type Upload,
  type UploadEvent,
  updated,
} from "./upload-state.ts";

/** Files that are sent at a time. */
const AT_A_TIME = 2;

const all = signal<readonly Upload[]>([]);
const files = new Map<number, { readonly file: File; readonly abort: AbortController }>();
const listeners = new Set<() => void>();
let count = 0;

/** Files on their way to the server, and those that did not get there. */
export const uploads: { readonly value: readonly Upload[] } = all;

/** Sends files to a collection, some at a time, in their order. */
export function upload(chosen: Iterable<File>, collection: string): void {
  for (const file of chosen) {
    const id = ++count;
    files.set(id, { file, abort: new AbortController() });
    all.value = [...all.value, initial({ id, name: file.name, size: file.size, collection })];
  }
  sendNext();
}

/** Tells of each file that has become a video. @returns what ends it. */
export function onUploaded(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Gives an upload up, or takes away one that failed. */
export function cancelUpload(id: number): void {
  files.get(id)?.abort.abort();
  forget(id);
}

/** Sends a file that failed again. */
export function retryUpload(id: number): void {
  change(id, { kind: "again" });
  sendNext();
}

function sendNext(): void {
  for (const next of nextToSend(all.value, AT_A_TIME)) {
    change(next.id, { kind: "start", at: performance.now() });
    void send(next);
  }
}

async function send({ id, size, collection }: Upload): Promise<void> {
  const held = files.get(id);
  if (!held) return;
  const { file, abort } = held;
  try {
    await cs.videos.upload(file, {
      collection,
      signal: abort.signal,
      chunkBytes: chunkBytesFor(size),
      onProgress: (sent) => change(id, { kind: "progress", sent, at: performance.now() }),
    });
    // From here on it is a video, and shown among them.
    forget(id);
    for (const listener of listeners) listener();
  } catch (error) {
    if (!abort.signal.aborted) change(id, { kind: "fail", error });
  }
  sendNext();
}

function change(id: number, event: UploadEvent): void {
  all.value = all.value.map((one) => (one.id === id ? updated(one, event) : one));
}

function forget(id: number): void {
  files.delete(id);
  all.value = all.value.filter((one) => one.id !== id);
}

addEventListener("beforeunload", (event) => {
  if (all.value.some(isActive)) event.preventDefault();
});
