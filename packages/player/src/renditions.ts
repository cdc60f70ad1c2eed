/** A size of the picture that can be chosen, as media-chrome's quality menu reads it. */
export interface Rendition {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Bits a second. */
  readonly bitrate: number;
}

/**
 * The renditions of a video, in the manner of the proposed `HTMLMediaElement.videoRenditions`: an array-like that tells
 * with `addrendition`, `removerendition` and `change`. Which is chosen is `selectedIndex`; -1: the player decides.
 */
export class RenditionList extends EventTarget {
  readonly [index: number]: Rendition;
  #list: readonly Rendition[] = [];
  #selected = -1;

  get length(): number {
    return this.#list.length;
  }

  [Symbol.iterator](): Iterator<Rendition> {
    return this.#list[Symbol.iterator]();
  }

  get selectedIndex(): number {
    return this.#selected;
  }

  /** Anything that is not one of them lets the player decide. */
  set selectedIndex(index: number) {
    const next = this.#list[index] ? index : -1;
    if (next === this.#selected) return;
    this.#selected = next;
    this.dispatchEvent(new Event("change"));
  }

  /** Replaces them all; the player decides again. */
  replace(renditions: readonly Rendition[]): void {
    const indexed = this as Record<number, Rendition>;
    for (let n = 0; n < this.#list.length; n++) delete indexed[n];
    const before = this.#list.length;
    this.#list = [...renditions];
    Object.assign(indexed, this.#list);
    this.selectedIndex = -1;
    if (before > 0) this.dispatchEvent(new Event("removerendition"));
    if (this.#list.length > 0) this.dispatchEvent(new Event("addrendition"));
  }
}
