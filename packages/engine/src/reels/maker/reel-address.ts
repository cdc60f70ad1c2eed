import type { OpenReelRequest } from "../../api/viewer-reels.ts";
import { CutstreamError } from "../../errors.ts";
import type { Signer } from "../../stream/address/signature.ts";

/** What the signature of such an address is made of: no stream's id has a slash in it. */
const subject = (cadence: string, until: string): string => `r/${cadence}/${until}`;

/** Address at which a viewer's reel of the moment is to be had, up to `until` (milliseconds since 1970). */
export function reelAddress(
  publicUrl: string,
  signer: Signer,
  { viewer, cadence, until }: { readonly viewer: string; readonly cadence: string; readonly until: number },
): string {
  const seconds = String(Math.ceil(until / 1000));
  const query = new URLSearchParams({
    until: seconds,
    signature: signer.sign(viewer, subject(cadence, seconds)),
  });
  return `${publicUrl}/r/${encodeURIComponent(viewer)}/${cadence}.m3u8?${query}`;
}

/** @throws CutstreamError `stream_forged` where it is not as it was signed, `stream_expired` where it is too old */
export function checkReelAddress(
  signer: Signer,
  { viewer, cadence, signed }: OpenReelRequest,
  now: number,
): void {
  if (!signed) return;
  const { until, signature } = signed;
  if (!signer.verify(viewer, subject(cadence, until), signature)) {
    throw new CutstreamError(
      "stream_forged",
      "The address's signature is not that of its viewer and cadence.",
    );
  }
  if (Number(until) * 1000 > now) return;
  const when = new Date(Number(until) * 1000).toISOString();
  throw new CutstreamError("stream_expired", `This address was to be opened until ${when}.`);
}
