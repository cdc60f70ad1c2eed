/** Gives memory of so many bytes, with whatever is in it: all of it is written, or what writes it fails. */
export type Allocate = (bytes: number) => Uint8Array;

/** New memory, which is not zeroed first. */
export const allocateUnset: Allocate = (bytes) => new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer);
