/**
 * What nodes that share a database tell one another at once. A notice is a hint: one may be lost, so that whoever hears
 * them looks for himself from time to time, and whenever {@link Notices.onGap} says that some were.
 */
export interface Notices {
  /** Nobody else shares the database: what was read of it holds until this process changes it. */
  readonly alone: boolean;
  /** Tells all other nodes; this one hears nothing of it. Never throws. @param text at most 4000 bytes */
  send(topic: string, text: string): void;
  /** Hears what other nodes send. @returns ends it */
  on(topic: string, hear: (text: string) => void): () => void;
  /** Told that notices may have been lost. @returns ends it */
  onGap(hear: () => void): () => void;
  close(): Promise<void>;
}

/** Those of a process that is alone: nobody to tell. */
export function noNotices(): Notices {
  const silent = () => () => undefined;
  return { alone: true, send: () => undefined, on: silent, onGap: silent, close: async () => undefined };
}
