/** How many times it is looked whether something happened, within the patience. */
const LOOKS = 10;

/** Notices when a program does nothing any more. */
export interface ProgressWatch {
  /** Something came of it. */
  progressed(): void;
  /** From now on the program waits for others, not they for it, until the returned function is called for the first time. */
  keptWaiting(): () => void;
  stop(): void;
}

/**
 * Calls `onStall`, once, when for `patience` seconds nothing came of a program that nobody kept waiting. Looks are
 * counted, not time: of a machine that slept, or a server that was busy, they miss all but one.
 */
export function watchProgress(patience: number, onStall: () => void): ProgressWatch {
  let looks = 0;
  let waits = 0;
  const look = () => {
    if (waits > 0 || ++looks < LOOKS) return;
    clearInterval(timer);
    onStall();
  };
  const timer = setInterval(look, (patience * 1000) / LOOKS).unref();
  return {
    progressed: () => {
      looks = 0;
    },
    keptWaiting() {
      waits += 1;
      let over = false;
      return () => {
        if (over) return;
        over = true;
        waits -= 1;
        looks = 0;
      };
    },
    stop: () => clearInterval(timer),
  };
}
