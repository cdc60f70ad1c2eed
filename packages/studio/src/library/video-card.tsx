/** @jsxImportSource preact */
import type { Video } from "cutstream";
import { formatFrameRate, formatTime } from "../format.ts";
import { openJobs } from "../jobs.ts";
import { activityOf } from "../open-jobs.ts";
import { formatRoute } from "../routes.ts";
import { posterOf } from "../thumbnails.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Progress } from "../ui/progress.tsx";
import { Thumbnail } from "../ui/thumbnail.tsx";

export interface VideoCardProps {
  readonly video: Video;
  readonly onDelete: () => void;
  readonly onRetry: () => void;
}

/** A video: what it looks like, what it is, and what is being done with it. */
export function VideoCard({ video, onDelete, onRetry }: VideoCardProps) {
  const { id, name, status, duration, error } = video;
  return (
    <li class="video-card panel">
      <div class="picture">
        <Thumbnail src={posterOf(video)} />
        {duration !== null && <span class="length time">{formatTime(duration)}</span>}
      </div>
      <div class="about">
        <h2>
          <a href={formatRoute({ page: "video", id })}>{name}</a>
        </h2>
        <Button kind="quiet" icon="delete" aria-label={`Delete ${name}`} onClick={onDelete} />
        <p class="hint">{status === "failed" ? "Could not be taken in" : facts(video)}</p>
      </div>
      {status === "failed" ? <ErrorNote error={error} retry={onRetry} /> : <Doing video={video} />}
    </li>
  );
}

function facts({ width, height, frameRate, hasAudio }: Video): string {
  const known = [
    width && height ? `${width}×${height}` : "",
    frameRate ? formatFrameRate(frameRate) : "",
    hasAudio === false ? "no sound" : "",
  ];
  return known.filter(Boolean).join(" · ");
}

/** Whether it can be played, and what the server does with it at this moment. */
function Doing({ video: { id, name, status } }: { readonly video: Video }) {
  const activity = activityOf(id, openJobs.value);
  return (
    <div class="state">
      <p class="tags">
        {status === "ready" && <span class="tag good">Ready</span>}
        {activity && <span class="tag busy">{activity.text}</span>}
      </p>
      {activity && <Progress share={activity.share} label={`${activity.text}, ${name}`} />}
    </div>
  );
}
