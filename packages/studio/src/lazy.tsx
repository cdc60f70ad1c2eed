/** @jsxImportSource preact */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ErrorNote } from "./ui/error-note.tsx";

interface Loaded<Props> {
  readonly Component?: ComponentType<Props>;
  readonly error?: unknown;
}

export interface LazyProps<Props> {
  readonly load: () => Promise<ComponentType<Props>>;
  /** Given to the component. */
  readonly with: Props;
}

/** Shows a component whose code is fetched when it is first shown. */
export function Lazy<Props extends object>({ load, with: props }: LazyProps<Props>) {
  const [{ Component, error }, set] = useState<Loaded<Props>>({});
  const fetchIt = () => {
    load().then(
      (Component) => set({ Component }),
      (error: unknown) => set({ error }),
    );
  };
  useEffect(fetchIt, [load]);
  if (error !== undefined) return <ErrorNote error={error} retry={fetchIt} />;
  return Component ? <Component {...props} /> : <p class="waiting">Loading…</p>;
}
