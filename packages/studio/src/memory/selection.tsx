/** @jsxImportSource preact */
import type { Video } from "cutstream";
import { addToTimeline } from "../add-to-timeline.ts";
import { formatDuration, formatEdge } from "../format.ts";
import { pictureAt } from "../thumbnails.ts";
import { Button } from "../ui/button.tsx";
import { Thumbnail } from "../ui/thumbnail.tsx";
import { factsOf } from "./facts.ts";
import type { LaneItem } from "./lanes.ts";
import type { Playback } from "./playback.ts";

export interface SelectionProps {
  readonly video: Video;
  readonly item: LaneItem | null;
  readonly playback: Playback;
}

/** The moment that was chosen: all that is known of it, and what can be done with it. */
export function Selection({ video, item, playback }: SelectionProps) {
  if (!item) {
    return (
      <p class="hint">
        Choose a moment on a lane: with a click, or with the arrow keys once a lane has the focus.
      </p>
    );
  }
  const { moment, title } = item;
  const { start, end, labels, metadata } = moment;
  return (
    <section class="selection panel" aria-label="Chosen moment">
      <Thumbnail src={pictureAt(video, (start + end) / 2)} />
      <div class="selection-text">
        <h2>{moment.text || title}</h2>
        <p class="hint time">
          {formatEdge(start)} to {formatEdge(end)} · {formatDuration(end - start)}
        </p>
        <ul class="tags" aria-label="Labels and facts">
          {labels.map((label) => (
            <li key={label} class="tag">
              {label}
            </li>
          ))}
          {factsOf(metadata).map(([name, value]) => (
            <li key={name} class="tag">
              {name}: {value}
            </li>
          ))}
        </ul>
      </div>
      <div class="actions">
        <Button icon="play" onClick={() => playback.seek(start, true)}>
          Play
        </Button>
        <Button
          kind="primary"
          icon="add"
          onClick={() => addToTimeline([{ video: video.id, start, end, title: moment.text || title }])}
        >
          Add to timeline
        </Button>
      </div>
    </section>
  );
}
