/** @jsxImportSource preact */
import type { StoredError } from "cutstream";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

export interface ErrorNoteProps {
  /** A `CutstreamError`, an error that a video or a job keeps, or anything that was thrown. */
  readonly error: unknown;
  readonly retry?: (() => void) | undefined;
}

/** What went wrong, and how to mend it. */
export function ErrorNote({ error, retry }: ErrorNoteProps) {
  const { message = String(error), remedy, code } = (error ?? {}) as Partial<StoredError>;
  return (
    <div class="note bad" role="alert">
      <Icon name="error" />
      <div>
        <p>{message}</p>
        {remedy && <p class="remedy">{remedy}</p>}
        {code && <p class="code">{code}</p>}
      </div>
      {retry && <Button onClick={retry}>Try again</Button>}
    </div>
  );
}
