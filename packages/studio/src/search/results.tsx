/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import { addToTimeline } from "../add-to-timeline.ts";
import { count } from "../format.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Icon } from "../ui/icon.tsx";
import { clipOf } from "./clip.ts";
import { MomentCard } from "./moment-card.tsx";
import type { Found } from "./use-search.ts";

export interface ResultsProps {
  readonly found: Found;
  readonly onMore: () => void;
  readonly retry: () => void;
}

/** What was found, best first. One moment plays at a time. */
export function Results({ found, onMore, retry }: ResultsProps) {
  const { moments, next, warnings, error, busy } = found;
  const [playing, setPlaying] = useState<string | null>(null);
  if (error !== undefined) return <ErrorNote error={error} retry={retry} />;
  if (!moments) {
    return busy ? (
      <p class="waiting">Searching…</p>
    ) : (
      <div class="empty">
        <Icon name="search" />
        <p>Ask in your own words, or by filters alone. Moments play when you point at them.</p>
      </div>
    );
  }
  return (
    <section aria-label="Moments" aria-busy={busy}>
      <header class="results-head">
        <p role="status">
          {next === null ? count(moments.length, "moment") : `The best ${moments.length} moments`}
        </p>
        {moments.length > 0 && (
          <Button icon="add" onClick={() => addToTimeline(moments.map(clipOf))}>
            Add all to timeline
          </Button>
        )}
      </header>
      {warnings.map((warning) => (
        <p key={warning} class="hint">
          {warning}
        </p>
      ))}
      <ol class="moments">
        {moments.map((moment) => (
          <MomentCard
            key={moment.id}
            moment={moment}
            playing={playing === moment.id}
            onPlay={(is) => setPlaying((now) => (is ? moment.id : now === moment.id ? null : now))}
          />
        ))}
      </ol>
      {moments.length === 0 && <p class="waiting">Nothing was found. Try other words, or look everywhere.</p>}
      {next !== null && (
        <div class="actions">
          <Button onClick={onMore} disabled={busy}>
            Show more
          </Button>
        </div>
      )}
    </section>
  );
}
