import { randomBytes } from "node:crypto";
import { CutstreamError } from "../errors.ts";

/** A secret that playlist URLs are signed with. Its id stands in the signature, so that keys can be exchanged. */
export interface SigningKey {
  readonly id: string;
  readonly secret: string;
}

/** Where the secrets lie that playlist URLs are signed with. */
export interface SigningKeyStore {
  /**
   * All keys, at least one: the first signs, all verify. Where several nodes share the store, a new key comes last until
   * each of them has had time to read it.
   * @throws CutstreamError `storage_failed`
   */
  read(): Promise<readonly SigningKey[]>;
  /** Makes a key that signs from now on, or as soon as every node knows it. @returns it */
  rotate(): Promise<SigningKey>;
  /**
   * Takes a key out: what it signed is forged from then on.
   * @throws CutstreamError `not_found`; `invalid_request` where it is the only one.
   */
  remove(id: string): Promise<void>;
  close(): Promise<void>;
}

/** A key that nobody can guess, under an id that says when it was made and is no other's, be it of the same millisecond. */
export function newSigningKey(): SigningKey {
  const id = `k${Date.now().toString(36)}${randomBytes(3).toString("hex")}`;
  return { id, secret: randomBytes(32).toString("base64url") };
}

/**
 * Refuses to take out a key that is not there, or is the only one.
 * @param ids of all keys.
 * @throws CutstreamError `not_found`, `invalid_request`
 */
export function assertRemovable(id: string, ids: readonly string[]): void {
  if (!ids.includes(id)) throw new CutstreamError("not_found", `There is no signing key ${id}.`);
  if (ids.length > 1) return;
  throw new CutstreamError("invalid_request", `${id} is the only signing key: make another one first.`);
}
