/** @jsxImportSource preact */
import type { Video } from "cutstream";
import { useState } from "preact/hooks";
import { Icon } from "../ui/icon.tsx";
import { VideoCard } from "./video-card.tsx";

export interface VideoGridProps {
  readonly videos: readonly Video[];
  readonly onDelete: (video: Video) => void;
  /** To take a video in again that could not be. */
  readonly onRetry: (video: Video) => void;
}

/** Videos from which there are so many that one looks for a name. */
const MANY = 12;

/** Videos as pictures. */
export function VideoGrid({ videos, onDelete, onRetry }: VideoGridProps) {
  const [wanted, setWanted] = useState("");
  if (videos.length === 0) {
    return (
      <div class="empty panel">
        <Icon name="upload" />
        <p>Nothing here yet. Drop video files anywhere on this page, or add one from a URL.</p>
      </div>
    );
  }
  const words = wanted.toLowerCase();
  const shown = videos.filter(({ name }) => name.toLowerCase().includes(words));
  return (
    <>
      {videos.length >= MANY && (
        <input
          type="search"
          aria-label="Filter by name"
          placeholder="Filter by name"
          value={wanted}
          onInput={({ currentTarget }) => setWanted(currentTarget.value)}
        />
      )}
      <ul class="videos">
        {shown.map((video) => (
          <VideoCard
            key={video.id}
            video={video}
            onDelete={() => onDelete(video)}
            onRetry={() => onRetry(video)}
          />
        ))}
      </ul>
      {shown.length === 0 && <p class="waiting">No name has “{wanted}” in it.</p>}
    </>
  );
}
