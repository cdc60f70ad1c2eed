/** Gathers what the transcoder complains of while it reads a source: pictures may be garbled, sound missing. */
export class DamageReport {
  #first: string | undefined;
  #count = 0;

  add(complaint: string): void {
    this.#first ??= complaint;
    this.#count++;
  }

  /** At most one warning, for people. */
  warnings(): readonly string[] {
    if (this.#first === undefined) return [];
    const times = this.#count === 1 ? "once" : `${this.#count} times`;
    return [`The source is damaged: ffmpeg complained ${times} while reading it, first of "${this.#first}".`];
  }
}
