/** Shares the turns of the event loop out among pieces of work, in the order in which they came. */
export interface Turns {
  /** Resolves when the caller may begin: at once where nobody waits and the turn has room. */
  take(): Promise<void>;
  /** Milliseconds for which the first in line has waited; 0 where nobody waits. */
  waited(): number;
}

interface Waiting {
  readonly begin: () => void;
  readonly since: number;
}

/**
 * Lets so many pieces of work begin in a turn of the event loop. What comes all together would else run all together:
 * nothing else, be it a segment of a stream that plays or a connection that is to be refused, would be seen until the
 * last of them is done.
 * @param most pieces in a turn.
 */
export function createTurns(most: number): Turns {
  const waiting: Waiting[] = [];
  let begun = 0;
  const pass = (): void => {
    begun = 0;
    for (const { begin } of waiting.splice(0, most)) {
      begun++;
      begin();
    }
    if (begun > 0) setImmediate(pass);
  };
  return {
    take() {
      if (begun === most || waiting.length > 0)
        return new Promise((begin) => waiting.push({ begin, since: performance.now() }));
      if (begun++ === 0) setImmediate(pass);
      return Promise.resolve();
    },
    waited: () => (waiting[0] ? performance.now() - waiting[0].since : 0),
  };
}
