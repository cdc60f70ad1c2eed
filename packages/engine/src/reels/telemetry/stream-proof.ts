import type { Signer } from "../../stream/address/signature.ts";

/** What an address of a stream says. */
export interface StreamAddress {
  readonly user: string;
  readonly stream: string;
  readonly signature: string;
}

/**
 * Reads the address of a stream, whole or from its path on: `https://host/u/ann/str_1/k1.mac/film.m3u8`. Its signature
 * proves that whoever tells of the stream was given it.
 * @returns undefined where it is none.
 */
export function parseStreamAddress(address: string): StreamAddress | undefined {
  const [, user = "", stream = "", signature = ""] =
    /^(?:https?:\/\/[^/]*)?(?:\/[^/?#]*)*?\/u\/([^/?#]+)\/([^/?#]+)\/([^/?#]+)(?:[/?#]|$)/.exec(address) ??
    [];
  if (stream === "") return undefined;
  try {
    return { user: decodeURIComponent(user), stream, signature };
  } catch {
    return undefined;
  }
}

/** Whether an address was signed by us. */
export function isGenuine(
  signer: Pick<Signer, "verify">,
  { user, stream, signature }: StreamAddress,
): boolean {
  return signer.verify(user, stream, signature);
}
