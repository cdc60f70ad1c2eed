/** Ids asked for in one statement; databases limit the parameters of one. */
const IDS_PER_STATEMENT = 1024;

/** Distinct ids, as many at a time as one statement takes. None gives no statement. */
export function statementsOf(ids: readonly string[]): readonly (readonly string[])[] {
  const distinct = [...new Set(ids)];
  const count = Math.ceil(distinct.length / IDS_PER_STATEMENT);
  return Array.from({ length: count }, (_, n) =>
    padToPowerOfTwo(distinct.slice(n * IDS_PER_STATEMENT, (n + 1) * IDS_PER_STATEMENT)),
  );
}

/** Repeats the last id, so that lists of any length share a handful of statements that stay prepared. */
function padToPowerOfTwo(ids: readonly string[]): readonly string[] {
  const length = 2 ** Math.ceil(Math.log2(ids.length));
  return [...ids, ...Array<string>(length - ids.length).fill(ids.at(-1) ?? "")];
}
