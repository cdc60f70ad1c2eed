import { MediaFormatError } from "../format-error.ts";
import { parseAttributeList, unquote } from "./attribute-list.ts";

/**
 * Reads a decimal-integer (RFC 8216 §4.2) of up to 15 digits.
 * @throws MediaFormatError for anything else.
 */
export function parseDecimalInteger(value: string, what: string, offset?: number): number {
  if (!/^\d{1,15}$/.test(value)) {
    throw new MediaFormatError(`${what} is not a decimal integer: ${JSON.stringify(value)}`, offset);
  }
  return Number(value);
}

const maybe = <T>(value: string | undefined, read: (value: string) => T): T | undefined =>
  value === undefined ? undefined : read(value);

/**
 * The attributes of one tag, each read as the type that RFC 8216 §4.2 gives it; undefined where it is absent.
 * @throws MediaFormatError, from every method, for a value of another type.
 */
export class AttributeReader {
  readonly #list: ReadonlyMap<string, string>;
  readonly #tag: string;
  readonly #offset: number;

  constructor(tag: string, value: string, offset: number) {
    this.#list = parseAttributeList(value, offset);
    this.#tag = tag;
    this.#offset = offset;
  }

  fail(message: string): never {
    throw new MediaFormatError(`${this.#tag}: ${message}`, this.#offset);
  }

  required<T>(name: string, value: T | undefined): T {
    return value ?? this.fail(`no ${name}`);
  }

  token(name: string): string | undefined {
    return this.#list.get(name);
  }

  string(name: string): string | undefined {
    return maybe(this.#list.get(name), (value) => unquote(value, name, this.#offset));
  }

  strings(name: string): readonly string[] | undefined {
    return maybe(this.string(name), (value) => value.split(",").map((item) => item.trim()));
  }

  integer(name: string): number | undefined {
    return maybe(this.#list.get(name), (value) => parseDecimalInteger(value, name, this.#offset));
  }

  decimal(name: string): number | undefined {
    return maybe(this.#list.get(name), (value) =>
      /^\d{1,9}(\.\d{0,9})?$/.test(value) ? Number(value) : this.fail(`${name} is not decimal: ${value}`),
    );
  }

  boolean(name: string): boolean | undefined {
    return maybe(this.#list.get(name), (value) =>
      value === "YES" || value === "NO"
        ? value === "YES"
        : this.fail(`${name} is neither YES nor NO: ${value}`),
    );
  }

  resolution(name: string): { width: number; height: number } | undefined {
    return maybe(this.#list.get(name), (value) => {
      const match = /^(\d{1,6})x(\d{1,6})$/.exec(value);
      if (!match) return this.fail(`${name} is not a decimal resolution: ${value}`);
      return { width: Number(match[1]), height: Number(match[2]) };
    });
  }

  /** The leading count of `CHANNELS="6/JOC"`. */
  channels(): number | undefined {
    return maybe(this.string("CHANNELS"), (value) => {
      const match = /^(\d{1,3})(?:\/|$)/.exec(value);
      return match ? Number(match[1]) : this.fail(`CHANNELS is no count: ${value}`);
    });
  }
}
