import { MediaFormatError } from "../format-error.ts";
import { type BoxHeader, readBoxHeader } from "./box.ts";
import { type InitSegment, parseInit, sampleDefaults } from "./init-segment.ts";
import { parseMediaSegment } from "./movie-fragment.ts";
import type { SampleDefaults } from "./track-boxes.ts";

/** One sample with its bytes. Times are in the track's timescale. */
export interface StreamSample {
  /** A view into the fragment's bytes: copy it to keep it without its neighbours. */
  readonly data: Uint8Array;
  readonly duration: number;
  /** Presentation time minus decode time. */
  readonly compositionOffset: number;
  readonly sync: boolean;
}

/** Samples of one track in one fragment, in decode order. */
export interface StreamTrackFragment {
  readonly trackId: number;
  /** Decode time of the first sample, in the track's timescale. */
  readonly baseMediaDecodeTime: number;
  readonly samples: readonly StreamSample[];
}

/** What a {@link FragmentStream} found: the init segment, once and first, then one event for each `moof` + `mdat`. */
export type FragmentEvent =
  | { readonly type: "init"; readonly init: InitSegment }
  | { readonly type: "fragment"; readonly tracks: readonly StreamTrackFragment[] };

export interface FragmentStreamOptions {
  /** Most bytes that a `moov`, or a `moof` with its `mdat`, may have. Default 512 MiB. */
  readonly maxBytes?: number;
  /**
   * Whether samples' bytes may be overwritten by the next push: a long stream is then read in the memory of its largest
   * fragment, and nothing is left to the garbage collector. Default false.
   */
  readonly reuse?: boolean;
}

const LARGEST_HEADER = 16;
const FIRST_CAPACITY = 1 << 16;

/**
 * Reads a fragmented MP4 byte stream as it comes, in pieces of any size, holding one fragment at a time. Boxes that
 * are not needed (`ftyp`, `styp`, `sidx`, `free`, `mfra` …) are passed over. Each byte is copied once.
 */
export class FragmentStream {
  readonly #maxBytes: number;
  readonly #reuse: boolean;
  /** The box being read; undefined while its header is still incomplete. */
  #box: BoxHeader | undefined;
  /** Bytes of `#box` not seen yet. */
  #left = 0;
  /** The bytes to be parsed together so far: a header, a `moov`, or a `moof` and what follows it. */
  #kept = new Uint8Array(FIRST_CAPACITY);
  #keptLength = 0;
  /** Where samples of this push stand, and memory that no sample stands in any more; only where it is used again. */
  #lent: Uint8Array<ArrayBuffer>[] = [];
  #free: Uint8Array<ArrayBuffer>[] = [];
  /** Where the current box starts within `#kept`. */
  #boxStart = 0;
  /** Bytes pushed and dealt with so far: a place in the stream, for errors. */
  #position = 0;
  #inFragment = false;
  #defaults: Map<number, SampleDefaults> | undefined;

  constructor({ maxBytes = 512 * 1024 * 1024, reuse = false }: FragmentStreamOptions = {}) {
    this.#maxBytes = maxBytes;
    this.#reuse = reuse;
  }

  /**
   * Takes the next bytes of the stream; they are not kept and may be reused after the call.
   * @returns what they completed.
   * @throws MediaFormatError where the stream is no fragmented MP4, or a fragment is larger than allowed. The stream
   * is of no use after that.
   */
  push(bytes: Uint8Array): FragmentEvent[] {
    const events: FragmentEvent[] = [];
    this.#free.push(...this.#lent);
    this.#lent = [];
    let at = 0;
    while (at < bytes.length) {
      at += this.#box ? this.#takeBody(bytes.subarray(at)) : this.#takeHeader(bytes.subarray(at));
      if (this.#box && this.#left === 0) this.#finishBox(this.#box, events);
    }
    return events;
  }

  /**
   * Says that there are no more bytes.
   * @throws MediaFormatError where the stream stopped within a box or a fragment, or held no `moov`.
   */
  end(): void {
    if (this.#box) {
      throw new MediaFormatError(
        `The stream stopped within box "${this.#box.type}", ${this.#left} bytes short`,
        this.#position,
      );
    }
    if (this.#keptLength > this.#boxStart) {
      throw new MediaFormatError("The stream stopped within a box header", this.#position);
    }
    if (this.#inFragment) throw new MediaFormatError('The stream stopped after a "moof"', this.#position);
    if (!this.#defaults) throw new MediaFormatError('The stream has no "moov"', this.#position);
  }

  /** Gathers a box's header. @returns bytes used. */
  #takeHeader(bytes: Uint8Array): number {
    const have = this.#keptLength - this.#boxStart;
    this.#keep(bytes.subarray(0, LARGEST_HEADER - have));
    const origin = this.#position - have - this.#boxStart;
    const header = placed(origin, () => readBoxHeader(this.#kept, this.#boxStart, this.#keptLength));
    if (!header) {
      const used = this.#keptLength - this.#boxStart - have;
      this.#position += used;
      return used;
    }
    this.#startBox(header);
    this.#keptLength = this.#boxStart + (this.#isKept(header) ? header.headerSize : 0);
    this.#position += header.headerSize - have;
    return header.headerSize - have;
  }

  #startBox(header: BoxHeader): void {
    if (header.size === 0) throw this.#error(`Box "${header.type}" has no stated end`);
    if (header.type === "moof" && !this.#defaults) throw this.#error('A "moof" comes before the "moov"');
    if (header.type === "moof" && this.#inFragment)
      throw this.#error('A "moof" follows another without "mdat"');
    if (header.type === "moov" && this.#defaults) throw this.#error('There is a second "moov"');
    if (header.type === "mdat" && !this.#inFragment && header.size > header.headerSize) {
      throw this.#error('An "mdat" without a "moof": the file is not fragmented');
    }
    if (header.type === "moof") this.#inFragment = true;
    if (this.#isKept(header) && this.#boxStart + header.size > this.#maxBytes) {
      throw this.#error(
        `${this.#boxStart + header.size} bytes up to the end of box "${header.type}" are more than ${this.#maxBytes}`,
      );
    }
    this.#box = header;
    this.#left = header.size - header.headerSize;
  }

  #takeBody(bytes: Uint8Array): number {
    const used = Math.min(this.#left, bytes.length);
    if (this.#box && this.#isKept(this.#box)) this.#keep(bytes.subarray(0, used));
    this.#left -= used;
    this.#position += used;
    return used;
  }

  #finishBox(box: BoxHeader, events: FragmentEvent[]): void {
    this.#box = undefined;
    if (box.type === "moov") {
      const movie = this.#kept.subarray(0, this.#keptLength);
      const init = placed(this.#position - movie.length, () => parseInit(movie));
      this.#defaults = sampleDefaults(init);
      events.push({ type: "init", init });
    } else if (box.type === "mdat" && this.#inFragment) {
      events.push({ type: "fragment", tracks: this.#parseFragment() });
      // The samples are views of these bytes.
      if (this.#reuse) this.#lent.push(this.#kept);
      this.#kept = this.#free.pop() ?? new Uint8Array(FIRST_CAPACITY);
      this.#inFragment = false;
    }
    if (!this.#inFragment) this.#keptLength = 0;
    this.#boxStart = this.#keptLength;
  }

  #parseFragment(): StreamTrackFragment[] {
    const bytes = this.#kept.subarray(0, this.#keptLength);
    const origin = this.#position - bytes.length;
    const fragments = placed(origin, () => parseMediaSegment(bytes, this.#defaults, origin));
    return fragments.flatMap(({ tracks }) =>
      tracks.map(({ samples, ...track }) => ({
        ...track,
        samples: samples.map(({ offset, size, ...sample }) => ({
          data: bytes.subarray(offset, offset + size),
          ...sample,
        })),
      })),
    );
  }

  /** Whether a box's bytes are needed: offsets in a `moof` count through all boxes up to the end of its `mdat`. */
  #isKept(box: BoxHeader): boolean {
    return this.#inFragment || box.type === "moov";
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#keptLength + bytes.length;
    if (length > this.#kept.length) {
      // Doubling keeps copies linear; the stated size is not trusted with memory before its bytes have come.
      const wanted = this.#box ? Math.min(this.#keptLength + this.#left, 2 * length) : 2 * length;
      const grown = new Uint8Array(Math.max(length, wanted));
      grown.set(this.#kept.subarray(0, this.#keptLength));
      this.#kept = grown;
    }
    this.#kept.set(bytes, this.#keptLength);
    this.#keptLength = length;
  }

  #error(message: string): MediaFormatError {
    return new MediaFormatError(message, this.#position);
  }
}

/** Runs a parser of bytes that stand at `origin` in the stream; an error tells the place in the stream. */
function placed<T>(origin: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof MediaFormatError) || error.offset === undefined) throw error;
    throw new MediaFormatError(error.message, origin + error.offset);
  }
}
