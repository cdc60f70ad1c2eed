/** A lock that is held until it is given back, or lost. */
export interface HeldLock {
  /** Aborted when the lock is not held any more although nobody gave it back: others may have it by now. */
  readonly lost: AbortSignal;
  /** Whether it is still held: asks where that is kept, since a connection may have broken that nobody has used since. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Locks that one of all nodes has at a time; those of a process that dies are free. */
export interface Locks {
  /**
   * Takes a lock, unless somebody has it: another node, or this one.
   * @throws CutstreamError `storage_failed`
   */
  tryTake(name: string): Promise<HeldLock | undefined>;
  /** Gives back all. */
  close(): Promise<void>;
}

/** Locks within a process that is alone. */
export function createLocalLocks(): Locks {
  const held = new Set<string>();
  const never = new AbortController().signal;
  return {
    async tryTake(name) {
      if (held.has(name)) return undefined;
      held.add(name);
      return { lost: never, isHeld: async () => held.has(name), release: async () => void held.delete(name) };
    },
    close: async () => held.clear(),
  };
}
