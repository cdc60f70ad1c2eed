/** A track turned out, while it was being copied, not to be fit for it. Never leaves ingest: it leads to encoding. */
export class NotCopyable extends Error {
  override readonly name = "NotCopyable";
  readonly track: "video" | "audio";

  /** @param message why, to follow "cannot be copied:". */
  constructor(track: "video" | "audio", message: string) {
    super(message);
    this.track = track;
  }
}
