import type { Moment } from "cutstream";
import { useEffect, useRef, useState } from "preact/hooks";
import { isAbort } from "../notices.ts";
import { cs } from "../server.ts";
import { isEmpty, requestOf, type SearchForm } from "./request.ts";

/** What was found so far. */
export interface Found {
  /** Undefined until something was asked for and answered. */
  readonly moments?: readonly Moment[];
  readonly next: string | null;
  readonly warnings: readonly string[];
  readonly error?: unknown;
  readonly busy: boolean;
}

export interface Search {
  readonly found: Found;
  /** Asks for what a form holds; what was asked before is given up. */
  readonly search: (form: SearchForm) => void;
  /** Asks for the next page of the same. */
  readonly more: () => void;
}

const NOTHING: Found = { next: null, warnings: [], busy: false };

/** Finding moments, page by page. */
export function useSearch(): Search {
  const [found, set] = useState<Found>(NOTHING);
  const running = useRef<AbortController | null>(null);
  const asked = useRef<SearchForm | null>(null);
  const ask = async (form: SearchForm, before: readonly Moment[], cursor?: string) => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    asked.current = form;
    set((shown) => ({ ...shown, busy: true }));
    try {
      const moments = await cs.retrieve(requestOf(form, cursor), { signal: own.signal });
      const { next, warnings } = moments;
      set({ moments: [...before, ...moments], next, warnings, busy: false });
    } catch (error) {
      if (!own.signal.aborted && !isAbort(error)) set({ ...NOTHING, error });
    }
  };
  useEffect(() => () => running.current?.abort(), []);
  return {
    found,
    search: (form) => {
      if (isEmpty(form)) {
        running.current?.abort();
        set(NOTHING);
      } else void ask(form, []);
    },
    more: () => {
      if (asked.current && found.next !== null) void ask(asked.current, found.moments ?? [], found.next);
    },
  };
}
