/** @jsxImportSource preact */
import type { Video } from "cutstream";
import { useEffect, useState } from "preact/hooks";
import { count } from "../format.ts";
import { onJobEnd } from "../jobs.ts";
import { report } from "../notices.ts";
import { useResource } from "../resource.ts";
import { cs } from "../server.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { AddVideos } from "./add-videos.tsx";
import { CollectionList } from "./collection-list.tsx";
import { DeleteVideo } from "./delete-video.tsx";
import { DropZone } from "./drop-zone.tsx";
import { UploadList } from "./upload-list.tsx";
import { onUploaded, upload, uploads } from "./uploads.ts";
import { VideoGrid } from "./video-grid.tsx";
import { loadLibrary } from "./videos.ts";

/** Collections, the videos in them, and how more come in. @param collection its id; all where none is given. */
export function LibraryPage({ collection }: { readonly collection?: string | undefined }) {
  const { value, error, loading, reload } = useResource(
    (signal) => loadLibrary(collection, signal),
    [collection],
  );
  const [doomed, setDoomed] = useState<Video | null>(null);
  useEffect(() => onJobEnd((job) => (job === null || job.kind === "ingest") && reload()), [reload]);
  useEffect(() => onUploaded(reload), [reload]);
  const retry = ({ id }: Video) => {
    cs.videos.retry(id).then(reload, report);
  };
  const into = collection ?? "default";
  const name = value?.collections.find(({ id }) => id === collection)?.name ?? "All videos";
  return (
    <DropZone onFiles={(files) => upload(files, into)}>
      <div class="library">
        <CollectionList collections={value?.collections ?? []} current={collection} onChange={reload} />
        <section class="shelf" aria-labelledby="shelf">
          <header class="shelf-head">
            <h1 id="shelf">{name}</h1>
            <p class="hint">{value && count(value.videos.length, "video")}</p>
            <AddVideos collection={into} onAdded={reload} />
          </header>
          <UploadList uploads={uploads.value} />
          {error !== undefined && <ErrorNote error={error} retry={reload} />}
          {value && <VideoGrid videos={value.videos} onDelete={setDoomed} onRetry={retry} />}
          {!value && loading && <p class="waiting">Loading…</p>}
        </section>
        {doomed && <DeleteVideo video={doomed} onDeleted={reload} onClose={() => setDoomed(null)} />}
      </div>
    </DropZone>
  );
}
