/**
 * A text as models take it: whole Unicode characters, one line, single spaces, cut after `longest` UTF-16 units
 * between two words where that is possible. A text without anything in it is one space, which models embed like any
 * other text while several endpoints refuse the empty string.
 */
export function plainText(text: string, longest: number): string {
  // Cut before the rest is looked at, so that a text of many megabytes costs what a long one does.
  const line = text
    .slice(0, 2 * longest)
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  if (line === "") return " ";
  return line.length <= longest ? line : line.slice(0, breakBefore(line, longest));
}

/**
 * Splits a line into stretches of at most `longest` UTF-16 units, between words where that is possible.
 * @returns at least one stretch
 */
export function stretches(line: string, longest: number): readonly string[] {
  const found: string[] = [];
  let rest = line;
  while (rest.length > longest) {
    const end = breakBefore(rest, longest);
    found.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return rest === "" && found.length > 0 ? found : [...found, rest];
}

/** Where to break a line that is longer than `longest`: before a space, or else between two characters. */
function breakBefore(line: string, longest: number): number {
  const space = line.lastIndexOf(" ", longest);
  if (space > longest / 2) return space;
  const splitsPair = /[\uD800-\uDBFF]/.test(line.charAt(longest - 1));
  return splitsPair ? longest - 1 : longest;
}
