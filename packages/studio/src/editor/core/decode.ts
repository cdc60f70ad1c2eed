/** Reads a part of a JSON value. Throws {@link DecodeError}. */
export type Decoder<T> = (value: unknown, path: string) => T;

/** What a decoder reads. */
export type Decoded<D> = D extends Decoder<infer T> ? T : never;

/** A value that is not what it should be; the message says where and what. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
}

const fail = (path: string, wanted: string): never => {
  throw new DecodeError(`${path} should be ${wanted}.`);
};

export const text: Decoder<string> = (value, path) =>
  typeof value === "string" ? value : fail(path, "a text");

export const flag: Decoder<boolean> = (value, path) =>
  typeof value === "boolean" ? value : fail(path, "true or false");

/** A whole number within limits. */
export const whole =
  (low = 0, high = Number.MAX_SAFE_INTEGER): Decoder<number> =>
  (value, path) =>
    Number.isSafeInteger(value) && Number(value) >= low && Number(value) <= high
      ? Number(value)
      : fail(path, `a whole number from ${low} to ${high}`);

/** A number within limits. */
export const number =
  (low: number, high: number): Decoder<number> =>
  (value, path) =>
    typeof value === "number" && value >= low && value <= high
      ? value
      : fail(path, `a number from ${low} to ${high}`);

export const oneOf =
  <T extends string>(...known: readonly T[]): Decoder<T> =>
  (value, path) =>
    known.find((one) => one === value) ?? fail(path, `one of ${known.join(", ")}`);

export const matching =
  (pattern: RegExp, wanted: string): Decoder<string> =>
  (value, path) =>
    typeof value === "string" && pattern.test(value) ? value : fail(path, wanted);

export const nullable =
  <T>(decoder: Decoder<T>): Decoder<T | null> =>
  (value, path) =>
    value === null ? null : decoder(value, path);

export const list =
  <T>(decoder: Decoder<T>): Decoder<readonly T[]> =>
  (value, path) =>
    Array.isArray(value) ? value.map((item, n) => decoder(item, `${path}[${n}]`)) : fail(path, "a list");

/** An object of these fields; others are left out. */
export const object =
  <F extends Readonly<Record<string, Decoder<unknown>>>>(
    fields: F,
  ): Decoder<{ readonly [K in keyof F]: Decoded<F[K]> }> =>
  (value, path) => {
    if (typeof value !== "object" || value === null) return fail(path, "an object");
    const given = value as Record<string, unknown>;
    const read = Object.entries(fields).map(([name, decoder]) => [
      name,
      decoder(given[name], `${path}.${name}`),
    ]);
    return Object.fromEntries(read);
  };

/** One of several objects, told apart by the text of one field. */
export const variant =
  <N extends string, V extends Readonly<Record<string, Decoder<object>>>>(
    name: N,
    kinds: V,
  ): Decoder<{ [K in keyof V]: Decoded<V[K]> & { readonly [P in N]: K } }[keyof V]> =>
  (value, path) => {
    const kind = (value as Record<string, unknown> | null)?.[name];
    const decoder = typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (!decoder) return fail(`${path}.${name}`, `one of ${Object.keys(kinds).join(", ")}`);
    return { ...decoder(value, path), [name]: kind } as never;
  };
