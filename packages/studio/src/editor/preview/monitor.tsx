/** @jsxImportSource preact */
import { effect, signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { loadPlayer } from "../../load-player.ts";
import { theme } from "../../theme.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { placeAfter, placeAt, placeShown, seekTime } from "../core/place.ts";
import { arrangement, lookAt, playhead } from "../state/store.ts";
import { type Preview, preview } from "./preview.ts";
import { createStage, type Stage } from "./stage.ts";

const isPlaying = signal(false);

/** Whether the preview plays. */
export const playing: { readonly value: boolean } = isPlaying;

let stage: Stage | undefined;

/** Plays, or stops. */
export const togglePlaying = (): void => stage?.toggle();
export const pausePlaying = (): void => stage?.pause();

/** The stream that would be published, as viewers would see it. */
export function Monitor() {
  const host = useRef<HTMLDivElement>(null);
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    let end = () => {};
    let gone = false;
    loadPlayer().then((create) => {
      if (host.current && !gone) end = play(createStage(host.current, create, listener));
    }, setError);
    return () => {
      gone = true;
      end();
    };
  }, []);
  const empty = arrangement.value.clips.length === 0;
  return (
    <section class="monitor" aria-label="Preview">
      {error !== undefined && <ErrorNote error={error} />}
      {empty && (
        <p class="blank">
          Nothing on the timeline yet. Add a clip under Media, from the library or from a search.
        </p>
      )}
      <div class="stage" ref={host} hidden={empty} />
    </section>
  );
}

const listener = {
  onTime(seconds: number, url: string): void {
    const shown = preview.value;
    if (shown?.stream.url !== url) return;
    const place = placeShown(shown.arrangement, seconds);
    if (place) lookAt(placeAfter(shown.arrangement, arrangement.value, place) ?? null);
  },
  onPlaying(is: boolean): void {
    isPlaying.value = is;
  },
};

/** Keeps a stage at what is published and where one looks. @returns what ends it. */
function play(made: Stage): () => void {
  stage = made;
  let shown: Preview | null = null;
  const ends = [
    effect(() => made.setTheme(theme.value === "auto" ? undefined : theme.value)),
    effect(() => {
      const next = preview.value;
      const place = playhead.value;
      const at = next && secondsOf(next, place);
      if (next?.stream.id !== shown?.stream.id) {
        shown = next;
        if (next) made.show(next.stream.url, at ?? 0);
        else made.clear();
      } else if (at !== null && at !== undefined && !isPlaying.peek()) made.seek(at);
    }),
  ];
  return () => {
    for (const end of ends) end();
    made.clear();
    stage = undefined;
  };
}

/** Where a place is in a stream, as far as it is there. */
function secondsOf({ arrangement: made }: Preview, place: typeof playhead.value): number | undefined {
  const there = place ?? placeAt(made, 0);
  return there ? seekTime(made, there) : undefined;
}
