/** Gives out small whole numbers from 1, those that were given back first, so that they stay dense. */
export class NumberPool {
  #next: number;
  readonly #free: number[];

  /** @param used numbers that are taken, ascending. */
  constructor(used: Iterable<number>) {
    const free: number[] = [];
    let next = 1;
    for (const number of used) {
      while (next < number) free.push(next++);
      next = number + 1;
    }
    this.#free = free.reverse();
    this.#next = next;
  }

  /** All numbers given out are below. */
  get bound(): number {
    return this.#next;
  }

  take(): number {
    return this.#free.pop() ?? this.#next++;
  }

  giveBack(number: number): void {
    this.#free.push(number);
  }
}
