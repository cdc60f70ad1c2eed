/** @jsxImportSource preact */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ErrorNote } from "./ui/error-note.tsx";

interface Loaded {
  readonly Component?: ComponentType;
  readonly error?: unknown;
}

/** Shows a component whose code is fetched when it is first shown. */
export function Lazy({ load }: { readonly load: () => Promise<ComponentType> }) {
  const [{ Component, error }, set] = useState<Loaded>({});
  const fetchIt = () => {
    load().then(
      (Component) => set({ Component }),
      (error: unknown) => set({ error }),
    );
  };
  useEffect(fetchIt, [load]);
  if (error !== undefined) return <ErrorNote error={error} retry={fetchIt} />;
  return Component ? <Component /> : <p class="waiting">Loading…</p>;
}
