/** A piece of a template: text as it stands, or a field to fill in. */
export type TemplatePart = { readonly text: string } | { readonly field: string };

const TOKEN = /\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_]{0,63})\}|[{}]/g;

/**
 * Reads a template such as `"{home} {h} : {a} {away}"`; `{{` and `}}` stand for braces.
 * @returns undefined where a brace belongs to no field.
 */
export function parseTemplate(template: string): readonly TemplatePart[] | undefined {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const match of template.matchAll(TOKEN)) {
    const [token, field] = match;
    if (match.index > end) parts.push({ text: template.slice(end, match.index) });
    end = match.index + token.length;
    if (field !== undefined) parts.push({ field });
    else if (token.length === 2) parts.push({ text: token[0] ?? "" });
    else return undefined;
  }
  if (end < template.length) parts.push({ text: template.slice(end) });
  return parts;
}

/** Names of the fields of a template, in order. */
export function fieldsOf(parts: readonly TemplatePart[]): string[] {
  return [...new Set(parts.flatMap((part) => ("field" in part ? [part.field] : [])))];
}

/** Fills a template in; a field without a value stays empty. */
export function fillTemplate(parts: readonly TemplatePart[], values: ReadonlyMap<string, string>): string {
  return parts.map((part) => ("text" in part ? part.text : (values.get(part.field) ?? ""))).join("");
}
