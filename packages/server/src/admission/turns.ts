/** Shares the turns of the event loop out among pieces of work, in the order in which they came. */
export interface Turns {
  /** Resolves when the caller may begin: at once where nobody waits and the turn has room. */
  take(): Promise<void>;
  /**
   * Milliseconds for which the first in line has waited, or for which others waited before, each second half as much: a
   * line that was long a moment ago is short because those who stood in it are served, and come back for more.
   */
  waited(): number;
}

interface Waiting {
  readonly begin: () => void;
  readonly since: number;
}

/** Milliseconds after which a wait counts half. */
const HALVED = 1000;

/**
 * Lets so many pieces of work begin in a turn of the event loop. What comes all together would else run all together:
 * nothing else, be it a segment of a stream that plays or a connection that is to be refused, would be seen until the
 * last of them is done.
 * @param most pieces in a turn.
 */
export function createTurns(most: number): Turns {
  const waiting: Waiting[] = [];
  let begun = 0;
  let longest = { wait: 0, at: 0 };
  const remembered = (now: number): number => longest.wait * 2 ** ((longest.at - now) / HALVED);
  const remember = (wait: number, now: number): void => {
    if (wait > remembered(now)) longest = { wait, at: now };
  };
  const pass = (): void => {
    begun = 0;
    const now = performance.now();
    for (const { begin, since } of waiting.splice(0, most)) {
      begun++;
      remember(now - since, now);
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
    waited() {
      const now = performance.now();
      return Math.max(remembered(now), waiting[0] ? now - waiting[0].since : 0);
    },
  };
}
