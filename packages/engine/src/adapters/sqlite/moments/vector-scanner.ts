import { readFileSync } from "node:fs";

/** What vector-scan.wat exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  innerProducts(
    query: number,
    codes: number,
    list: number,
    count: number,
    dimensions: number,
    out: number,
  ): void;
}

const scanModule = new WebAssembly.Module(readFileSync(new URL("./vector-scan.wasm", import.meta.url)));

/** Numbers and products that are in the module's memory at a time. */
const CHUNK = 16_384;
const PAGE = 65_536;

/**
 * Codes of vectors in the memory of a WebAssembly module, by number, and their inner products with a query's: some ten
 * thousand million products of codes a second. In that memory lie the query, a list of numbers, its products, and then
 * the codes.
 */
export class VectorScanner {
  readonly #dimensions: number;
  readonly #exports: Exports;
  readonly #list: number;
  readonly #products: number;
  readonly #codes: number;

  /** @param dimensions of the codes: a multiple of 16. */
  constructor(dimensions: number) {
    this.#dimensions = dimensions;
    this.#exports = new WebAssembly.Instance(scanModule).exports as unknown as Exports;
    this.#list = dimensions * Int16Array.BYTES_PER_ELEMENT;
    this.#products = this.#list + CHUNK * Uint32Array.BYTES_PER_ELEMENT;
    this.#codes = this.#products + CHUNK * Int32Array.BYTES_PER_ELEMENT;
    this.#reserve(0);
  }

  /** Bytes of memory that are in use. */
  get bytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  /** @throws RangeError where the memory would grow beyond 4 GiB, or there is no more. */
  set(number: number, codes: Int8Array): void {
    this.#reserve(number + 1);
    const at = this.#codes + number * this.#dimensions;
    new Int8Array(this.#exports.memory.buffer, at, this.#dimensions).set(codes);
  }

  /** Inner products of a query with the codes of these numbers, in order. */
  innerProducts(query: Int16Array, numbers: Uint32Array): Int32Array {
    const { memory, innerProducts } = this.#exports;
    const products = new Int32Array(numbers.length);
    new Int16Array(memory.buffer, 0, this.#dimensions).set(query);
    const list = new Uint32Array(memory.buffer, this.#list, CHUNK);
    const out = new Int32Array(memory.buffer, this.#products, CHUNK);
    for (let start = 0; start < numbers.length; start += CHUNK) {
      const chunk = numbers.subarray(start, start + CHUNK);
      list.set(chunk);
      innerProducts(0, this.#codes, this.#list, chunk.length, this.#dimensions, this.#products);
      products.set(out.subarray(0, chunk.length), start);
    }
    return products;
  }

  /** Makes room for codes of numbers below `count`, and a quarter more than was needed at first. */
  #reserve(count: number): void {
    const missing = this.#codes + count * this.#dimensions - this.bytes;
    if (missing > 0)
      this.#exports.memory.grow(Math.ceil(Math.max(missing, Math.min(this.bytes / 4, 2 ** 26)) / PAGE));
  }
}
