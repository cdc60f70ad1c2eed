/** @jsxImportSource preact */
import type { Moment } from "cutstream";
import { addToTimeline } from "../add-to-timeline.ts";
import { formatDuration, formatEdge } from "../format.ts";
import { formatRoute } from "../routes.ts";
import { Button } from "../ui/button.tsx";
import { clipOf } from "./clip.ts";
import { MomentPreview } from "./moment-preview.tsx";
import { reasonsOf } from "./request.ts";

export interface MomentCardProps {
  readonly moment: Moment;
  readonly playing: boolean;
  /** Told that it is pointed at, or has the focus, and that it no longer is. */
  readonly onPlay: (is: boolean) => void;
}

/** A moment found: what it shows, where it is, and why it came. */
export function MomentCard({ moment, playing, onPlay }: MomentCardProps) {
  const { video, videoName, start, end, text, labels, why, score } = moment;
  const title = text || labels.join(", ") || "Moment";
  return (
    <li
      class="moment panel"
      onPointerEnter={() => onPlay(true)}
      onPointerLeave={() => onPlay(false)}
      onFocusIn={() => onPlay(true)}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) onPlay(false);
      }}
    >
      <MomentPreview moment={moment} playing={playing} />
      <div class="moment-text">
        <h2>
          <a href={formatRoute({ page: "video", id: video, at: start })}>{title}</a>
        </h2>
        <p class="hint">
          {videoName} · <span class="time">{formatEdge(start)}</span> · {formatDuration(end - start)}
        </p>
        <ul class="tags" aria-label="Why it was found">
          {reasonsOf(why).map((reason) => (
            <li key={reason} class="tag">
              {reason}
            </li>
          ))}
        </ul>
      </div>
      <footer>
        <meter min={0} max={1} value={score} aria-label="Score" title={`Score ${score.toFixed(2)}`} />
        <Button
          icon="add"
          onClick={() => addToTimeline([clipOf(moment)])}
          aria-label={`Add to timeline: ${title}`}
        >
          Add to timeline
        </Button>
      </footer>
    </li>
  );
}
