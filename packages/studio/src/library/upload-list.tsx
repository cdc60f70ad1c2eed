/** @jsxImportSource preact */
import { formatBytes, formatDuration, formatShare } from "../format.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Progress } from "../ui/progress.tsx";
import { secondsLeft, shareOf, type Upload } from "./upload-state.ts";
import { cancelUpload, retryUpload } from "./uploads.ts";

/** Files on their way, each with how far it is. */
export function UploadList({ uploads }: { readonly uploads: readonly Upload[] }) {
  if (uploads.length === 0) return null;
  return (
    <ul class="uploads panel" aria-label="Uploads">
      {uploads.map((upload) => (
        <UploadRow key={upload.id} upload={upload} />
      ))}
    </ul>
  );
}

function UploadRow({ upload }: { readonly upload: Upload }) {
  const { id, name, state, error } = upload;
  return (
    <li>
      <div class="upload-line">
        <strong>{name}</strong>
        <span class="hint time">{state === "sending" ? pace(upload) : formatBytes(upload.size)}</span>
        <Button kind="quiet" icon="close" aria-label={`Cancel ${name}`} onClick={() => cancelUpload(id)} />
      </div>
      {state === "failed" ? (
        <ErrorNote error={error} retry={() => retryUpload(id)} />
      ) : (
        <Progress share={shareOf(upload)} label={`Upload of ${name}`} />
      )}
    </li>
  );
}

function pace(upload: Upload): string {
  const left = secondsLeft(upload);
  const share = `${formatShare(shareOf(upload))} of ${formatBytes(upload.size)}`;
  return left === undefined || left < 1 ? share : `${share}, ${formatDuration(Math.ceil(left))} left`;
}
