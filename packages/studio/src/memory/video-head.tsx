/** @jsxImportSource preact */
import type { Index, Video } from "cutstream";
import { useState } from "preact/hooks";
import { count, formatDuration, formatFrameRate } from "../format.ts";
import { openJobs } from "../jobs.ts";
import { go } from "../navigation.ts";
import { activityOf } from "../open-jobs.ts";
import { formatRoute } from "../routes.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Progress } from "../ui/progress.tsx";
import { AnalyseDialog } from "./analyse-dialog.tsx";
import type { Memory } from "./load-memory.ts";

/** What the video is, how far its indexes are, and what can be asked for. */
export function VideoHead({ memory, onChange }: { readonly memory: Memory; readonly onChange: () => void }) {
  const { video, indexes } = memory;
  const [asking, setAsking] = useState(false);
  const activity = activityOf(video.id, openJobs.value);
  const failed = indexes.filter(({ error }) => error !== undefined);
  return (
    <header class="video-head">
      <a class="button quiet bare" href={formatRoute({ page: "library" })} aria-label="Back to the library">
        <Icon name="back" />
      </a>
      <div class="video-name">
        <h1>{video.name}</h1>
        <p class="hint">{facts(video)}</p>
      </div>
      <ul class="tags" aria-label="Indexes">
        {indexes.map((index) => (
          <li key={index.id}>
            <IndexTag index={index} />
          </li>
        ))}
      </ul>
      <div class="actions">
        <Button icon="search" onClick={() => go({ page: "search", video: video.id })}>
          Search in it
        </Button>
        <Button icon="analyse" onClick={() => setAsking(true)} disabled={video.status !== "ready"}>
          Analyse
        </Button>
      </div>
      {activity && (
        <div class="doing" role="status">
          <span class="tag busy">{activity.text}</span>
          <Progress share={activity.share} label={activity.text} />
        </div>
      )}
      {failed.map(({ id, name, error }) => (
        <p key={id} class="hint bad">
          {name}: {error?.message} {error?.remedy}
        </p>
      ))}
      {asking && <AnalyseDialog video={video.id} onStarted={onChange} onClose={() => setAsking(false)} />}
    </header>
  );
}

const TONES = { ready: "", running: "busy", failed: "bad" } as const;

function IndexTag({ index: { name, status, moments, warnings } }: { readonly index: Index }) {
  return (
    <span class={`tag ${TONES[status]}`} title={warnings.join("\n") || undefined}>
      {name} {status === "failed" ? "failed" : moments}
      <span class="unseen">{status === "failed" ? "" : ` ${count(moments, "moment")}`}</span>
    </span>
  );
}

function facts({ duration, width, height, frameRate, mode, status }: Video): string {
  if (status !== "ready") return status === "failed" ? "Could not be taken in" : "Being taken in";
  const known = [
    duration !== null ? formatDuration(duration) : "",
    width && height ? `${width}×${height}` : "",
    frameRate ? formatFrameRate(frameRate) : "",
    mode === "copy" ? "original bytes" : "encoded",
  ];
  return known.filter(Boolean).join(" · ");
}
