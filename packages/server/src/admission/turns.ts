/**
 * Lets pieces of work begin one in a turn of the event loop, in the order in which they came; at once where none waits.
 * What comes all together would else run all together: nothing else, not even a segment of a stream that plays, would be
 * answered until the last of them is done.
 * @returns resolves when it is the caller's turn.
 */
export function createTurns(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  let taken = false;
  const pass = (): void => {
    const next = waiting.shift();
    taken = next !== undefined;
    if (!next) return;
    next();
    setImmediate(pass);
  };
  return () => {
    if (taken) return new Promise((resolve) => waiting.push(resolve));
    taken = true;
    setImmediate(pass);
    return Promise.resolve();
  };
}
