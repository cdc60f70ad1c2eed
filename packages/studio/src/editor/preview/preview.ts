import { computed, effect, signal } from "@preact/signals";
import type { Stream } from "cutstream";
import { report } from "../../notices.ts";
import { cs } from "../../server.ts";
import type { Arrangement } from "../core/arrangement.ts";
import { type ErrorPlace, errorPlace } from "../core/error-place.ts";
import { toTimeline } from "../core/to-timeline.ts";
import { arrangement } from "../state/store.ts";
import { timelineOf } from "../state/timeline.ts";

/** A stream, and what it was made of. */
export interface Preview {
  readonly arrangement: Arrangement;
  readonly stream: Stream;
}

/** What the server said to a timeline. */
export interface Fault {
  readonly error: unknown;
  readonly place: ErrorPlace | undefined;
}

/** Who watches: in lists of streams, previews can be told from what was published. */
const USER = "studio-preview";
/** How long a preview lives where the page goes without a word, and how often it is told to live on. */
const TTL = "10m";
const RENEWAL_MS = 4 * 60_000;
/** Milliseconds without a change after which it is published. */
const PATIENCE_MS = 350;

const current = signal<Preview | null>(null);
const busy = signal(false);
const failed = signal<Fault | null>(null);

/** The stream that is watched: the very one that would be published. */
export const preview: { readonly value: Preview | null } = current;
export const publishing: { readonly value: boolean } = busy;
/** Why the timeline as it is now can not be published. */
export const fault: { readonly value: Fault | null } = failed;

/** Whether what is watched is what is arranged. */
export const isCurrent = computed(() => current.value?.arrangement === arrangement.value);

/** What was last tried, whatever came of it. */
let tried: Arrangement | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Publishes the timeline, now and whenever it has changed. @returns what ends it. */
export function startPreview(): () => void {
  const stop = effect(() => {
    const wanted = arrangement.value;
    clearTimeout(timer);
    if (wanted !== tried) timer = setTimeout(publishNext, PATIENCE_MS);
  });
  const renewal = setInterval(() => {
    const id = current.value?.stream.id;
    if (id !== undefined) cs.streams.renew(id, { ttl: TTL }).catch(publishAgain);
  }, RENEWAL_MS);
  return () => {
    stop();
    clearTimeout(timer);
    clearInterval(renewal);
    tried = undefined;
    replaceBy(null);
  };
}

/** Tries once more what failed. */
export function publishAgain(): void {
  tried = undefined;
  publishNext();
}

/** One at a time: each that was published is known, and revoked when the next one is there. */
async function publishNext(): Promise<void> {
  const wanted = arrangement.value;
  if (busy.value || wanted === tried) return;
  tried = wanted;
  if (wanted.clips.length === 0) {
    failed.value = null;
    return replaceBy(null);
  }
  busy.value = true;
  try {
    const { render } = wanted;
    const stream = await timelineOf(toTimeline(wanted)).stream({ ttl: TTL, user: USER, render });
    failed.value = null;
    replaceBy({ arrangement: wanted, stream });
  } catch (error) {
    const path = (error as { path?: string }).path;
    failed.value = { error, place: errorPlace(path, wanted) };
  } finally {
    busy.value = false;
  }
  if (arrangement.value !== wanted) publishNext();
}

function replaceBy(next: Preview | null): void {
  const old = current.value?.stream.id;
  current.value = next;
  if (old !== undefined) cs.streams.revoke(old).catch(report);
}
