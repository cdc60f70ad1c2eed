/** English names of languages, as Whisper gives them, and their two-letter codes. */
let byName: ReadonlyMap<string, string> | undefined;

/**
 * The BCP 47 tag that a recogniser's word for a language means: `en`, `english`, `<|en|>`. Null for what is none, and
 * for what says that nobody knows.
 */
export function languageTag(said: string | null | undefined): string | null {
  const name = (said ?? "").replace(/^<\|(.*)\|>$/, "$1").trim();
  const known = languages().get(name.toLowerCase());
  if (known !== undefined) return known;
  if (!/^[a-z]{2,3}(?:-[a-z\d]{2,8})*$/i.test(name)) return null;
  try {
    const [tag] = Intl.getCanonicalLocales(name);
    return tag === undefined || tag === "und" ? null : tag;
  } catch {
    return null;
  }
}

function languages(): ReadonlyMap<string, string> {
  if (byName) return byName;
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
  const found = codes
    // Old codes have the names of those that replaced them.
    .filter((code) => Intl.getCanonicalLocales(code)[0] === code)
    .map((code): [string | undefined, string] => [names.of(code)?.toLowerCase(), code])
    .filter((entry): entry is [string, string] => entry[0] !== undefined);
  byName = new Map(found);
  return byName;
}
