import { describe, expect, test } from "vitest";
import { signingKeyStoreContract } from "../../seams/signing-key-store.contract.ts";
import { newSigningKey } from "../../seams/signing-key-store.ts";
import { createPostgresSigningKeys } from "./postgres-signing-keys.ts";
import { usePglite } from "./use-pglite.fixtures.ts";

describe("on PGlite", () => {
  const pglite = usePglite();

  const open = (initial = async () => [newSigningKey()]) =>
    createPostgresSigningKeys(pglite.dialect(), initial);
  signingKeyStoreContract("PostgreSQL", open);

  test("begins with the keys it is given, in their order, and asks for them once", async () => {
    const keys = [newSigningKey(), { ...newSigningKey(), id: "older" }];
    const first = await open(async () => keys);
    const second = await open(() => Promise.reject(new Error("asked again")));
    expect(await first.read()).toEqual(keys);
    expect(await second.read()).toEqual(keys);
    await first.close();
    await second.close();
  });

  test("signs with a new key once every node has had the time to read it", async () => {
    const store = await open();
    const [old] = await store.read();
    const made = await store.rotate();
    expect(await store.read()).toEqual([old, made]);
    await pglite.db().exec(`update signing_keys set created_at = created_at - interval '31 seconds'`);
    expect(await store.read()).toEqual([made, old]);
    await store.close();
  });
});
