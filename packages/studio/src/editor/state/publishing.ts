import { signal } from "@preact/signals";
import type { Stream } from "cutstream";
import { cs } from "../../server.ts";
import type { Arrangement } from "../core/arrangement.ts";
import { publishOptions } from "../core/publish-options.ts";
import { toTimeline } from "../core/to-timeline.ts";
import { publishForm } from "./drafts.ts";
import { arrangement } from "./store.ts";
import { timelineOf } from "./timeline.ts";

/** A stream for viewers, and what it was made of. */
export interface Publication {
  readonly arrangement: Arrangement;
  readonly stream: Stream;
}

const all = signal<readonly Publication[]>([]);

/** What was published since the page was opened, newest first. */
export const publications: { readonly value: readonly Publication[] } = all;

/** Publishes the timeline as it is now. Throws as the SDK does. */
export async function publish(): Promise<void> {
  const made = arrangement.peek();
  const stream = await timelineOf(toTimeline(made)).stream(publishOptions(publishForm.peek(), made));
  all.value = [{ arrangement: made, stream }, ...all.value];
}

/** Lets a stream live on from now, for as long as the form says. */
export async function renew({ id }: Stream): Promise<void> {
  const { ttl } = publishOptions(publishForm.peek(), arrangement.peek());
  replace(await cs.streams.renew(id, ttl === undefined ? {} : { ttl }));
}

/** Ends a stream at once. */
export async function revoke({ id }: Stream): Promise<void> {
  replace(await cs.streams.revoke(id));
}

function replace(stream: Stream): void {
  all.value = all.value.map((one) => (one.stream.id === stream.id ? { ...one, stream } : one));
}
