/** Something done again and again, until it is stopped. */
export interface Repeated {
  /** Ends it, once what is under way has ended. */
  stop(): Promise<void>;
}

export interface RepeatOptions {
  /** Milliseconds until it is first done. */
  readonly first: number;
  /** Milliseconds from the end of one time to the next. */
  readonly every: number;
  /** Told of what a time threw; the next one comes all the same. */
  readonly onTrouble: (thrown: unknown) => void;
}

/** Does something again and again, one time after the other. It keeps no process alive. */
export function repeat(task: () => Promise<unknown>, { first, every, onTrouble }: RepeatOptions): Repeated {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const schedule = (after: number) => {
    timer = setTimeout(() => {
      running = task()
        .then(() => undefined, onTrouble)
        .then(() => {
          if (!stopped) schedule(every);
        });
    }, after).unref();
  };
  schedule(first);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
