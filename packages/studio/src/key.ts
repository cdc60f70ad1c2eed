import { signal } from "@preact/signals";

/** Where the key is kept: for this tab alone, and no longer than it is open. */
const STORE = "cutstream-api-key";

/** A key that calls wait for. */
export interface KeyQuestion {
  /** Why the server wants one, in its own words. */
  readonly reason: string;
  /** Whether one was given before, and refused. */
  readonly refused: boolean;
}

const asked = signal<KeyQuestion | null>(null);
let answer = Promise.withResolvers<void>();

/** What is to be shown to the user; null where no call waits. */
export const keyQuestion: { readonly value: KeyQuestion | null } = asked;

/** The key that calls carry. */
export function currentKey(): string | undefined {
  return sessionStorage.getItem(STORE) ?? undefined;
}

/** Gives the key that was asked for; all calls that wait are made again with it. */
export function giveKey(key: string): void {
  sessionStorage.setItem(STORE, key);
  asked.value = null;
  answer.resolve();
  answer = Promise.withResolvers();
}

/**
 * Waits until the user gives a key.
 * @param used the key that was refused. Where there is another by now, there is nothing to wait for.
 * @throws the signal's reason where it aborts.
 */
export async function askForKey(
  used: string | undefined,
  reason: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (currentKey() !== used) return;
  asked.value = { reason, refused: used !== undefined };
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    await Promise.race([answer.promise, aborted.promise]);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}
