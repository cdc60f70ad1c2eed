const STRING_OR_NUMBER = /"|-?\b(?:NaN|Inf(?:inity)?)\b/g;
const UNLIKE_JSON = /NaN|Inf/;
const QUOTE_OR_ESCAPE = /["\\]/g;

/** JSON in which null stands for not-a-number and infinities, which OTIO writes and JSON does not have. */
export function finiteNumbers(text: string): string {
  // Most files have none.
  if (!UNLIKE_JSON.test(text)) return text;
  const parts: string[] = [];
  const token = new RegExp(STRING_OR_NUMBER);
  let from = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0] === '"') {
      token.lastIndex = endOfString(text, token.lastIndex);
      continue;
    }
    parts.push(text.slice(from, match.index), "null");
    from = token.lastIndex;
  }
  return parts.join("") + text.slice(from);
}

/** Where a string ends whose content starts here. One expression over whole strings would exhaust the stack. */
function endOfString(text: string, from: number): number {
  const token = new RegExp(QUOTE_OR_ESCAPE);
  token.lastIndex = from;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0] === '"') return token.lastIndex;
    token.lastIndex++;
  }
  return text.length;
}
