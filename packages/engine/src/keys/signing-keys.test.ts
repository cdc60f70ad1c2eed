import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { signingKeyStoreContract } from "../seams/signing-key-store.contract.ts";
import { createSigner } from "../stream/address/signature.ts";
import { loadSigningKeys, openSigningKeys, rotateSigningKeys } from "./signing-keys.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "keys-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

signingKeyStoreContract("a data folder", () => openSigningKeys({ dataDir: folder }));

describe("signing keys", () => {
  it("are made once, and for their owner alone", async () => {
    const made = await loadSigningKeys(folder);
    expect(made).toHaveLength(1);
    expect(await loadSigningKeys(folder)).toEqual(made);
    expect((await stat(join(folder, "signing-keys.json"))).mode & 0o777).toBe(0o600);
  });

  it("rotate: new URLs get the new key, old ones stay valid until their key is taken out", async () => {
    const before = await loadSigningKeys(folder);
    const old = createSigner(before).sign("42", "str_1");
    const after = await rotateSigningKeys(folder, before);
    const signer = createSigner(await loadSigningKeys(folder));
    expect(signer.sign("42", "str_1")).not.toBe(old);
    expect(signer.verify("42", "str_1", old)).toBe(true);
    expect(createSigner(after.slice(0, 1)).verify("42", "str_1", old)).toBe(false);
  });

  it("are never made anew over a file that is damaged", async () => {
    await writeFile(join(folder, "signing-keys.json"), "[]");
    await expect(loadSigningKeys(folder)).rejects.toThrow();
  });
});
