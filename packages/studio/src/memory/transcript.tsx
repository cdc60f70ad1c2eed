/** @jsxImportSource preact */
import { useComputed } from "@preact/signals";
import type { IndexMoment } from "cutstream";
import { useEffect, useRef, useState } from "preact/hooks";
import { formatTime } from "../format.ts";
import type { Playback } from "./playback.ts";

export interface TranscriptProps {
  readonly sentences: readonly IndexMoment[];
  readonly playback: Playback;
}

/** What is said; a click goes there. The sentence that is said now stays in view. */
export function Transcript({ sentences, playback }: TranscriptProps) {
  const [wanted, setWanted] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const all = useRef(sentences);
  all.current = sentences;
  const current = useComputed(() => {
    const now = playback.time.value;
    return all.current.findLast(({ start, end }) => start <= now + 1e-6 && now < end)?.id;
  }).value;
  useEffect(() => {
    const line = list.current?.querySelector<HTMLElement>("[aria-current]");
    if (line && list.current) scrollTo(list.current, line);
  }, [current]);
  const words = wanted.toLowerCase();
  const shown = sentences.filter(({ text }) => text.toLowerCase().includes(words));
  return (
    <section class="transcript panel" aria-labelledby="transcript">
      <header>
        <h2 id="transcript">Transcript</h2>
        {sentences.length > 0 && (
          <input
            type="search"
            aria-label="Find in the transcript"
            placeholder="Find"
            value={wanted}
            onInput={({ currentTarget }) => setWanted(currentTarget.value)}
          />
        )}
      </header>
      {shown.length > 0 ? (
        <ol ref={list}>
          {shown.map(({ id, start, text }) => (
            <li key={id}>
              <button
                type="button"
                aria-current={id === current ? "true" : undefined}
                onClick={() => playback.seek(start)}
              >
                <span class="time">{formatTime(start)}</span> {text}
              </button>
            </li>
          ))}
        </ol>
      ) : (
        <p class="waiting">{wanted ? `Nobody says “${wanted}”.` : "No speech has been found."}</p>
      )}
    </section>
  );
}

/** Moves a list, and not the page around it, until a line of it is seen. */
function scrollTo(list: HTMLElement, line: HTMLElement): void {
  const top = line.offsetTop - list.offsetTop;
  const hidden = top < list.scrollTop || top + line.offsetHeight > list.scrollTop + list.clientHeight;
  if (hidden) list.scrollTo({ top: top - list.clientHeight / 3 });
}
