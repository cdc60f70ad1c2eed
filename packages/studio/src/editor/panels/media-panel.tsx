/** @jsxImportSource preact */
import type { Video } from "cutstream";
import { useEffect, useState } from "preact/hooks";
import { report } from "../../notices.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Thumbnail } from "../../ui/thumbnail.tsx";
import { clock, ticksPerFrame } from "../core/rate.ts";
import { addToTimeline } from "../state/adding.ts";
import { frameUrl, sourceOf } from "../state/sources.ts";
import { listVideos } from "../state/videos.ts";

/** Videos, to be put on the timeline whole and trimmed there. */
export function MediaPanel() {
  const [videos, setVideos] = useState<readonly Video[]>();
  const [error, setError] = useState<unknown>();
  const [words, setWords] = useState("");
  useEffect(() => {
    const leaving = new AbortController();
    listVideos(leaving.signal).then(setVideos, (error) => leaving.signal.aborted || setError(error));
    return () => leaving.abort();
  }, []);
  if (error !== undefined) return <ErrorNote error={error} />;
  if (!videos) return <p class="hint">Loading…</p>;
  const found = videos.filter(({ name }) => name.toLowerCase().includes(words.toLowerCase()));
  return (
    <>
      <input
        type="search"
        aria-label="Videos with this in their name"
        placeholder="Name of a video"
        value={words}
        onInput={(event) => setWords((event.currentTarget as HTMLInputElement).value)}
      />
      {found.length === 0 && (
        <p class="hint">No video that is ready has such a name. The library takes new ones in.</p>
      )}
      <ul class="media">
        {found.map((video) => (
          <Item key={video.id} video={video} />
        ))}
      </ul>
    </>
  );
}

function Item({ video }: { readonly video: Video }) {
  const source = sourceOf(video);
  if (!source) return null;
  const { frames, rate } = source;
  const add = () => {
    addToTimeline([{ video: video.id, start: { frame: 0 }, end: { frame: frames } }]).catch(report);
  };
  return (
    <li>
      <Thumbnail src={frameUrl(source, Math.floor(frames / 2), 160)} />
      <p>
        <b>{video.name}</b>
        <span class="hint time">
          {clock(frames * ticksPerFrame(rate))}, {frames} frames
        </span>
      </p>
      <Button kind="quiet" icon="add" aria-label={`Add ${video.name}`} onClick={add} />
    </li>
  );
}
