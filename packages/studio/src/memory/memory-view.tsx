/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import { aspectOf } from "../thumbnails.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { Player } from "../ui/player.tsx";
import { Lanes } from "./lane-stack.tsx";
import type { LaneItem } from "./lanes.ts";
import type { Memory } from "./load-memory.ts";
import { usePlayback } from "./playback.ts";
import { Selection } from "./selection.tsx";
import { Transcript } from "./transcript.tsx";
import { VideoHead } from "./video-head.tsx";

export interface MemoryViewProps {
  readonly memory: Memory;
  /** Seconds. */
  readonly at: number;
  readonly onChange: () => void;
}

/** The player, what is said beside it, and below both on one axis everything that is remembered. */
export function MemoryView({ memory, at, onChange }: MemoryViewProps) {
  const { video, sentences } = memory;
  const playback = usePlayback(at);
  const [selected, setSelected] = useState<LaneItem | null>(null);
  const choose = (item: LaneItem) => {
    setSelected(item);
    playback.seek(item.moment.start);
  };
  return (
    <div class="memory">
      <VideoHead memory={memory} onChange={onChange} />
      {video.error && <ErrorNote error={video.error} />}
      {video.streamUrl && video.duration !== null && (
        <>
          <div class="watch">
            <Player
              src={video.streamUrl}
              aspect={aspectOf(video) >= 1 ? "16:9" : "1:1"}
              onPlayer={playback.onPlayer}
              onTime={playback.onTime}
            />
            <Transcript sentences={sentences} playback={playback} />
          </div>
          <Lanes memory={memory} playback={playback} selected={selected?.moment.id} onSelect={choose} />
          {memory.lanes.length > 0 && <Selection video={video} item={selected} playback={playback} />}
        </>
      )}
    </div>
  );
}
