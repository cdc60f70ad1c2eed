/**
 * Whether what was learned at a time is to be asked for anew. A clock that was set back makes all of it old: by the clock
 * alone it would stay good until the clock catches up.
 * @param since milliseconds since 1970, or infinitely long ago.
 * @param lifetime milliseconds that it is good for.
 */
export function isOld(since: number, now: number, lifetime: number): boolean {
  return now < since || now - since >= lifetime;
}
