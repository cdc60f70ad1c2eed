/** Columns that a line of code may have. */
const COLUMNS = 100;

const INDENT = "  ";

/**
 * Writes a JSON value as a TypeScript literal: on one line where it fits there, else a line for each field.
 * @param column at which it begins.
 * @param indent of the line that it begins on.
 */
export function literal(value: unknown, column = 0, indent = ""): string {
  const flat = flatLiteral(value);
  if (column + flat.length <= COLUMNS || typeof value !== "object" || value === null) return flat;
  const deeper = indent + INDENT;
  const line = (start: string, item: unknown) =>
    `${deeper}${start}${literal(item, deeper.length + start.length + 1, deeper)},`;
  const [open, lines, close] = Array.isArray(value)
    ? ["[", value.map((item) => line("", item)), "]"]
    : ["{", fieldsOf(value).map(([name, item]) => line(`${nameOf(name)}: `, item)), "}"];
  return [open, ...lines, `${indent}${close}`].join("\n");
}

function flatLiteral(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatLiteral).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = fieldsOf(value).map(([name, item]) => `${nameOf(name)}: ${flatLiteral(item)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** JSON leaves out what is undefined; so does code. */
const fieldsOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, item]) => item !== undefined);

const nameOf = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__" ? name : JSON.stringify(name);
