/** Hands the ids of jobs to nodes that run them, each to one at a time, in the order in which they came. */
export interface JobDispatch {
  /** Offers a job to whoever runs its kind. */
  offer(kind: string, id: string): Promise<void>;
  /** Offers a job again that nobody has any more: what was known of the offers before is forgotten. */
  offerAgain(kind: string, id: string): Promise<void>;
  /** Whether a job waits to be taken. */
  isOffered(kind: string, id: string): Promise<boolean>;
  /**
   * Begins to take jobs here. What `take` throws has the job offered again.
   * @param kinds how many of each are taken at a time
   */
  serve(kinds: Readonly<Record<string, number>>, take: (id: string) => Promise<void>): Promise<void>;
  /** Takes no more. What was taken and not given up by now is offered again. */
  close(): Promise<void>;
}
