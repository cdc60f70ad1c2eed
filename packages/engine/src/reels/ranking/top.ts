/**
 * Numbers of the highest scores, highest first; of equal ones the lower number first. Others are not sorted: a heap of
 * `count` holds the best so far.
 * @param scores by number
 * @param candidates numbers to choose from, each at most once
 */
export function topOf(scores: Float64Array, candidates: Int32Array, count: number): Int32Array {
  const size = Math.min(count, candidates.length);
  if (size <= 0) return new Int32Array(0);
  const heap = candidates.slice(0, size);
  for (let root = (size >> 1) - 1; root >= 0; root--) sink(heap, root, size, scores);
  for (let at = size; at < candidates.length; at++) {
    const candidate = candidates[at] as number;
    if (!worse(heap[0] as number, candidate, scores)) continue;
    heap[0] = candidate;
    sink(heap, 0, size, scores);
  }
  // the worst to the end, over and over: what remains is best first
  for (let end = size - 1; end > 0; end--) {
    const worst = heap[0] as number;
    heap[0] = heap[end] as number;
    heap[end] = worst;
    sink(heap, 0, end, scores);
  }
  return heap;
}

/** Whether `a` comes after `b`. */
function worse(a: number, b: number, scores: Float64Array): boolean {
  const difference = (scores[a] as number) - (scores[b] as number);
  return difference < 0 || (difference === 0 && a > b);
}

/** Lets the entry at `root` sink below those that are worse. */
function sink(heap: Int32Array, root: number, size: number, scores: Float64Array): void {
  const entry = heap[root] as number;
  let at = root;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    if (child + 1 < size && worse(heap[child + 1] as number, heap[child] as number, scores)) child++;
    if (!worse(heap[child] as number, entry, scores)) break;
    heap[at] = heap[child] as number;
    at = child;
  }
  heap[at] = entry;
}
