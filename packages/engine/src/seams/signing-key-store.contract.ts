import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SigningKeyStore } from "./signing-key-store.ts";

/** What every store of signing keys does. @param open opens the same keys each time within a test. */
export function signingKeyStoreContract(name: string, open: () => Promise<SigningKeyStore>): void {
  describe(`signing key store contract: ${name}`, () => {
    let store: SigningKeyStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    test("has one key from the start, made once, whoever opens it", async () => {
      const keys = await store.read();
      expect(keys).toEqual([{ id: expect.stringMatching(/^k\w+$/), secret: expect.any(String) }]);
      expect(keys[0]?.secret.length).toBeGreaterThanOrEqual(43);
      const again = await open();
      expect(await again.read()).toEqual(keys);
      await again.close();
    });

    test("has a new key beside the one before, until that is taken out", async () => {
      const before = await store.read();
      const made = await store.rotate();
      const after = await store.read();
      expect(after).toHaveLength(2);
      expect(after).toEqual(expect.arrayContaining([made, ...before]));
      await store.remove(before[0]?.id ?? "");
      expect(await store.read()).toEqual([made]);
    });

    test("keeps the last key, and knows which it has", async () => {
      const [only] = await store.read();
      await expect(store.remove(only?.id ?? "")).rejects.toMatchObject({ code: "invalid_request" });
      await expect(store.remove("nope")).rejects.toMatchObject({ code: "not_found" });
      expect(await store.read()).toEqual([only]);
    });
  });
}
