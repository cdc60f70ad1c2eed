/** Input that breaks the format it claims to be in. */
export class MediaFormatError extends Error {
  override readonly name = "MediaFormatError";
  /** Where the nonsense starts, where that is known: a byte from the start of the input; in text, a line from 1. */
  readonly offset: number | undefined;

  /** @param message says what is wrong, with the offending value. */
  constructor(message: string, offset?: number) {
    super(message);
    this.offset = offset;
  }
}
