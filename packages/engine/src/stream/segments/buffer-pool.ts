import { allocateUnset } from "../../seams/allocate.ts";

/**
 * Memory that is used again, for what is read, sent and forgotten. V8 does not see memory outside its heap as cheap: a
 * few dozen megabytes of it set off a collection of everything, which costs more than the reading.
 */
export interface BufferPool {
  /** Memory of so many bytes, with whatever was in it before. */
  take(bytes: number): Uint8Array;
  /** Takes back what {@link take} gave, or a part of it that begins or ends elsewhere; nobody may look at it again. */
  give(memory: Uint8Array): void;
}

/** Bytes of the smallest and the largest memory that is kept; others are a power of two between. */
const SMALLEST = 1 << 16;
const LARGEST = 1 << 23;

/** @param most bytes to keep of what is free. */
export function createBufferPool(most: number): BufferPool {
  const free = new Map<number, ArrayBufferLike[]>();
  let kept = 0;
  return {
    take(bytes) {
      const size = sizeFor(bytes);
      if (size > LARGEST) return allocateUnset(bytes);
      const buffer = free.get(size)?.pop();
      if (!buffer) return allocateUnset(size).subarray(0, bytes);
      kept -= size;
      return new Uint8Array(buffer, 0, bytes);
    },
    give({ buffer }) {
      const size = buffer.byteLength;
      if (size !== sizeFor(size) || size > LARGEST || kept + size > most) return;
      const same = free.get(size) ?? [];
      if (same.includes(buffer)) throw new RangeError("Memory was given back twice.");
      same.push(buffer);
      free.set(size, same);
      kept += size;
    },
  };
}

const sizeFor = (bytes: number): number => Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(bytes)));
