import { useEffect, useState } from "preact/hooks";

/** A value once it has stayed the same for some milliseconds: what is asked of the server for it is asked once a drag. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, set] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => set(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
