import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { isAbort } from "./notices.ts";

/** Something that the server is asked for. */
export interface Resource<T> {
  /** Undefined until it is there; kept while it is asked for again. */
  readonly value?: T;
  readonly error?: unknown;
  /** Whether it is being asked for. */
  readonly loading: boolean;
  /** Asks for it again. */
  readonly reload: () => void;
}

/**
 * Asks the server for something, anew whenever `keys` change; what was asked before is given up.
 * @param load is to give up where the signal aborts.
 */
export function useResource<T>(
  load: (signal: AbortSignal) => Promise<T>,
  keys: readonly unknown[],
): Resource<T> {
  const [state, set] = useState<Omit<Resource<T>, "reload">>({ loading: true });
  const running = useRef<AbortController | null>(null);
  const reload = useCallback(() => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    set(({ error: _, ...before }) => ({ ...before, loading: true }));
    load(own.signal).then(
      (value) => own.signal.aborted || set({ value, loading: false }),
      (error: unknown) => {
        if (!own.signal.aborted && !isAbort(error)) set((before) => ({ ...before, error, loading: false }));
      },
    );
  }, keys);
  useEffect(() => {
    set({ loading: true });
    reload();
    return () => running.current?.abort();
  }, [reload]);
  return { ...state, reload };
}
