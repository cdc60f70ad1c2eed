import { signal } from "@preact/signals";
import { CutstreamError } from "cutstream";

/** Something that the user should know, wherever they are. */
export interface Notice {
  readonly id: number;
  readonly tone: "good" | "bad";
  readonly text: string;
  /** How to mend it, or what to do next. */
  readonly remedy?: string;
}

/** Milliseconds that good news stay. */
const GOOD_NEWS = 5000;

const all = signal<readonly Notice[]>([]);
let count = 0;

/** What there is to know, oldest first. */
export const notices: { readonly value: readonly Notice[] } = all;

/** Says that something is done. */
export function announce(text: string): void {
  const { id } = add({ tone: "good", text });
  setTimeout(() => dismiss(id), GOOD_NEWS);
}

/** Says what went wrong and how to mend it. What was given up on purpose is passed over. */
export function report(thrown: unknown): void {
  if (isAbort(thrown)) return;
  const remedy = thrown instanceof CutstreamError ? thrown.remedy : undefined;
  add({ tone: "bad", text: messageOf(thrown), ...(remedy === undefined ? {} : { remedy }) });
}

/** Takes a notice away. */
export function dismiss(id: number): void {
  all.value = all.value.filter((notice) => notice.id !== id);
}

/** Whether something was given up on purpose. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === "AbortError";
}

/** What an error says. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function add(notice: Omit<Notice, "id">): Notice {
  const made = { ...notice, id: ++count };
  // The same again is no news.
  all.value = [...all.value.filter(({ text }) => text !== notice.text), made];
  return made;
}
