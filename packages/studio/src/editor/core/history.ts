/** What was, is, and was undone. */
export interface History<T> {
  /** Oldest first. */
  readonly past: readonly T[];
  readonly present: T;
  /** Next first. */
  readonly future: readonly T[];
  /** What the last step changed, where further changes of the same are one step with it. */
  readonly merging: string | null;
}

/** Steps that can be undone; older ones are forgotten. */
const MOST_STEPS = 500;

/** A history that begins here. */
export const begin = <T>(present: T): History<T> => ({ past: [], present, future: [], merging: null });

/**
 * Does a step; one that changes nothing is none.
 * @param merging names what is changed: steps in a row that name the same are undone as one. So is a drag, or typing.
 */
export function commit<T>(history: History<T>, present: T, merging: string | null = null): History<T> {
  if (present === history.present) return history;
  const merges = merging !== null && merging === history.merging;
  const past = merges ? history.past : [...history.past, history.present].slice(-MOST_STEPS);
  return { past, present, future: [], merging };
}

/** Ends what steps are merged into: the next one is its own. */
export const settle = <T>(history: History<T>): History<T> =>
  history.merging === null ? history : { ...history, merging: null };

/** Takes a step back. */
export function undo<T>({ past, present, future, ...rest }: History<T>): History<T> {
  const before = past.at(-1);
  if (before === undefined) return { past, present, future, ...rest };
  return { past: past.slice(0, -1), present: before, future: [present, ...future], merging: null };
}

/** Does again what was undone. */
export function redo<T>({ past, present, future, ...rest }: History<T>): History<T> {
  const [next, ...further] = future;
  if (next === undefined) return { past, present, future, ...rest };
  return { past: [...past, present], present: next, future: further, merging: null };
}
