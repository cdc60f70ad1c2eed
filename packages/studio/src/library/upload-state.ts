/** A file on its way to the server. */
export interface Upload {
  readonly id: number;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly collection: string;
  readonly state: "waiting" | "sending" | "failed";
  /** Bytes that the server has. */
  readonly sent: number;
  /** When sending began, in milliseconds; null before. */
  readonly startedAt: number | null;
  /** When the server was last known to have more. */
  readonly updatedAt: number | null;
  readonly error?: unknown;
}

export type UploadEvent =
  | { readonly kind: "start"; readonly at: number }
  | { readonly kind: "progress"; readonly sent: number; readonly at: number }
  | { readonly kind: "fail"; readonly error: unknown }
  | { readonly kind: "again" };

/** A file that waits for its turn. */
export function initial(file: Pick<Upload, "id" | "name" | "size" | "collection">): Upload {
  return { ...file, state: "waiting", sent: 0, startedAt: null, updatedAt: null };
}

/** An upload after something happened to it. */
export function updated({ error: _, ...upload }: Upload, event: UploadEvent): Upload {
  switch (event.kind) {
    case "start":
      return { ...upload, state: "sending", startedAt: event.at, updatedAt: event.at };
    case "progress":
      return { ...upload, sent: event.sent, updatedAt: event.at };
    case "fail":
      return { ...upload, state: "failed", error: event.error };
    case "again":
      return initial(upload);
  }
}

/** Whether it would be lost if the page were closed. */
export function isActive({ state }: Upload): boolean {
  return state !== "failed";
}

/** Those that may begin now, where so many may be sent at a time. */
export function nextToSend(uploads: readonly Upload[], atATime: number): readonly Upload[] {
  const sending = uploads.filter(({ state }) => state === "sending").length;
  return uploads.filter(({ state }) => state === "waiting").slice(0, Math.max(0, atATime - sending));
}

/** Share that the server has, 0 to 1. */
export function shareOf({ sent, size }: Upload): number {
  return size === 0 ? 0 : Math.min(1, sent / size);
}

/** Seconds until it is there, at the pace so far; undefined while that cannot be said. */
export function secondsLeft({ sent, size, startedAt, updatedAt }: Upload): number | undefined {
  if (startedAt === null || updatedAt === null || sent === 0 || updatedAt <= startedAt) return undefined;
  return ((size - sent) / sent) * ((updatedAt - startedAt) / 1000);
}

const SMALLEST = 256 * 1024;
const LARGEST = 16 * 1024 * 1024;

/** Bytes a request: about a hundred requests a file, so that its progress is seen, and no more than they are worth. */
export function chunkBytesFor(size: number): number {
  return Math.max(SMALLEST, Math.min(LARGEST, Math.ceil(size / 100)));
}
