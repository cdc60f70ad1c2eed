import { CutstreamError } from "../../errors.ts";

type Methods = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

/**
 * Gives a store whose queries share a pool an orderly end: `close` waits for the methods under way, and all others
 * throw `storage_failed` from then on. A second `close` waits for the first.
 * @param what the store, for the message: `catalog`.
 * @param end ends the connections; called once.
 */
export function withClosing<Store extends object>(
  what: string,
  store: Store,
  end: () => Promise<void>,
): Store & { close(): Promise<void> } {
  const underWay = new Set<Promise<unknown>>();
  let closed: Promise<void> | undefined;

  const counted =
    (method: Methods[string]) =>
    async (...args: never[]): Promise<unknown> => {
      if (closed) throw new CutstreamError("storage_failed", `The ${what} is closed.`);
      const work = method(...args);
      underWay.add(work);
      try {
        return await work;
      } finally {
        underWay.delete(work);
      }
    };
  const methods = Object.entries(store as Methods).map(([name, method]) => [name, counted(method)]);
  return {
    ...(Object.fromEntries(methods) as Store),
    close() {
      closed ??= Promise.allSettled(underWay).then(end);
      return closed;
    },
  };
}
