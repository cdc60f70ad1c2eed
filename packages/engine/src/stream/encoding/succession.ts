import { LRUCache } from "lru-cache";

/** Which segment a viewer asks for after which. */
export interface Succession<Id> {
  /** Says that segments are asked for one after the other. */
  follow(ids: readonly Id[]): void;
  /** Those that come after one, nearest first, as many as are known up to `count`. */
  after(id: Id, count: number): Id[];
}

/**
 * Keeps the latest successors.
 * @param keyOf a name of a segment, other than that of all others.
 * @param known segments of which is kept what follows them.
 */
export function createSuccession<Id extends object>(
  keyOf: (id: Id) => string,
  known: number,
): Succession<Id> {
  const successors = new LRUCache<string, Id>({ max: known });
  return {
    follow(ids) {
      for (const [place, id] of ids.slice(1).entries()) {
        const before = ids[place];
        if (before) successors.set(keyOf(before), id);
      }
    },
    after(id, count) {
      const following: Id[] = [];
      let next = successors.get(keyOf(id));
      while (next && following.length < count) {
        following.push(next);
        next = successors.get(keyOf(next));
      }
      return following;
    },
  };
}
