import { isDeepStrictEqual } from "node:util";
import type { SigningKey, SigningKeyStore } from "../seams/signing-key-store.ts";

/** The signing keys as they were read last. */
export interface KeyRing {
  /** The first signs, all verify. The same list until they change. */
  keys(): readonly SigningKey[];
  /** Ends the reading, and closes the store. */
  close(): Promise<void>;
}

/** Milliseconds between two readings: a key that is made or taken out is known within these. */
const EVERY = 10_000;

/**
 * Reads the keys of a store now and again and again, so that rotation needs no restart. While the store cannot be read
 * the keys are those of before. It keeps no process alive.
 * @throws CutstreamError `storage_failed` where they cannot be read at first
 */
export async function openKeyRing(
  store: Pick<SigningKeyStore, "read" | "close">,
  { every = EVERY, onTrouble }: { every?: number; onTrouble?: (thrown: unknown) => void } = {},
): Promise<KeyRing> {
  let known = await store.read();
  let reading: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    reading = reading
      .then(async () => {
        const read = await store.read();
        // What was verified by these keys stays verified.
        if (!isDeepStrictEqual(read, known)) known = read;
      })
      .catch(onTrouble ?? ((thrown) => console.error("Signing keys were not read again:", thrown)));
  }, every).unref();
  return {
    keys: () => known,
    async close() {
      clearInterval(timer);
      await reading;
      await store.close();
    },
  };
}
