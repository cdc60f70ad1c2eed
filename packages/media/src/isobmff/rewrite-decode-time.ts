import { copyBytes, viewOf } from "../bytes.ts";
import { MediaFormatError } from "../format-error.ts";
import { type Box, readBoxHeader, requireChild } from "./box.ts";

/**
 * Moves a segment of one track in time, for clients that need one continuous timeline.
 * @param segment a segment, or its first bytes up to its samples at least.
 * @param baseMediaDecodeTime new decode time of the first sample, in the track's timescale.
 * @returns a copy of all that comes before the samples, with the new time in `tfdt` (ISO/IEC 14496-12 §8.8.12); the
 * samples' bytes follow it unchanged.
 * @throws MediaFormatError where the bytes are not such a segment.
 * @throws RangeError where the time is no safe integer of at least 0, or does not fit the segment's `tfdt`.
 */
export function rewriteDecodeTime(segment: Uint8Array, baseMediaDecodeTime: number): Uint8Array<ArrayBuffer> {
  let moof: Box | undefined;
  let at = 0;
  for (;;) {
    const header = readBoxHeader(segment, at);
    if (!header) throw new MediaFormatError('The segment has no "mdat"', at);
    const bodyStart = at + header.headerSize;
    if (header.type === "mdat") {
      if (!moof) throw new MediaFormatError('The segment has no "moof"', at);
      const copy = copyBytes(segment, 0, bodyStart);
      writeDecodeTime(
        copy,
        requireChild(copy, requireChild(copy, moof, "traf"), "tfdt"),
        baseMediaDecodeTime,
      );
      return copy;
    }
    const end = at + header.size;
    if (header.size === 0 || end > segment.length) {
      throw new MediaFormatError(`The segment ends within box "${header.type}"`, at);
    }
    if (header.type === "moof") moof = { type: header.type, start: at, bodyStart, end };
    at = end;
  }
}

function writeDecodeTime(bytes: Uint8Array, tfdt: Box, time: number): void {
  const view = viewOf(bytes);
  const long = bytes[tfdt.bodyStart] === 1;
  if (!Number.isSafeInteger(time) || time < 0 || (!long && time >= 2 ** 32)) {
    throw new RangeError(`Decode time ${time} does not fit a "tfdt" of ${long ? 64 : 32} bits`);
  }
  if (tfdt.end - tfdt.bodyStart < (long ? 12 : 8))
    throw new MediaFormatError('"tfdt" is cut short', tfdt.start);
  if (long) {
    view.setUint32(tfdt.bodyStart + 4, Math.floor(time / 2 ** 32));
    view.setUint32(tfdt.bodyStart + 8, time % 2 ** 32);
  } else {
    view.setUint32(tfdt.bodyStart + 4, time);
  }
}
