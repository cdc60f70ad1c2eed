const KNOWN = new Intl.DisplayNames("en", { type: "language", fallback: "none" });

/**
 * A BCP 47 tag in its canonical form.
 * @returns undefined for what is none, or begins with two letters that no language has.
 */
export function canonicalLanguage(tag: string): string | undefined {
  if (!/^[a-z]{2,3}(?:-[a-z\d]{1,8})*$/i.test(tag) || tag.length > 35) return undefined;
  try {
    const [canonical] = Intl.getCanonicalLocales(tag);
    const primary = primaryOf(canonical ?? "");
    return primary.length === 2 && KNOWN.of(primary) === undefined ? undefined : canonical;
  } catch {
    return undefined;
  }
}

/** The tag's language without script, region and variant. */
export const primaryOf = (tag: string): string => tag.split("-")[0]?.toLowerCase() ?? "";

/** What a language calls itself, as it begins a line: `English`, `Español`. */
export function nameOfLanguage(tag: string): string {
  const name = new Intl.DisplayNames([tag, "en"], { type: "language" }).of(tag) ?? tag;
  const [first = "", ...rest] = name;
  return first.toLocaleUpperCase(tag) + rest.join("");
}
