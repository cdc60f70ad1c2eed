/** Where a value stands in a JSON text: keys of objects and numbers of items. */
export type JsonPath = readonly (string | number)[];

/** Values that are looked for, by the way that leads to them. */
interface Place {
  readonly inside: Map<string | number, Place>;
  /** Where it begins in the text; undefined until it was found. */
  offset: number | undefined;
}

/**
 * Where values of a JSON text begin, by their paths; that of the innermost value there is on the way. The text is read
 * once, and nothing is made of what nobody looks for: a hundred megabytes take a second or two.
 * @param text JSON that can be parsed; of any other the offsets are of no use.
 */
export function placesInJson(text: string, paths: readonly JsonPath[]): number[] {
  const root = newPlace();
  for (const path of paths) {
    let place = root;
    for (const step of path) {
      let inner = place.inside.get(step);
      if (!inner) {
        inner = newPlace();
        place.inside.set(step, inner);
      }
      place = inner;
    }
  }
  readValue(text, afterSpace(text, 0), root);
  return paths.map((path) => {
    let offset = root.offset ?? 0;
    let place: Place | undefined = root;
    for (const step of path) {
      place = place.inside.get(step);
      if (place?.offset === undefined) break;
      offset = place.offset;
    }
    return offset;
  });
}

const newPlace = (): Place => ({ inside: new Map(), offset: undefined });

/** Reads a value that something is looked for in. @returns where it ends; so do the others. */
function readValue(text: string, from: number, place: Place): number {
  place.offset = from;
  if (place.inside.size === 0) return endOfValue(text, from);
  if (text[from] === "{") return readObject(text, from + 1, place);
  return text[from] === "[" ? readArray(text, from + 1, place) : endOfValue(text, from);
}

function readObject(text: string, from: number, place: Place): number {
  let at = afterSpace(text, from);
  while (text[at] === '"') {
    const end = endOfString(text, at + 1);
    const raw = text.slice(at, end);
    const key: string = raw.includes("\\") ? JSON.parse(raw) : raw.slice(1, -1);
    // past the colon
    const value = afterSpace(text, afterSpace(text, end) + 1);
    const inner = place.inside.get(key);
    at = afterSpace(text, inner ? readValue(text, value, inner) : endOfValue(text, value));
    if (text[at] === ",") at = afterSpace(text, at + 1);
  }
  return at + 1;
}

function readArray(text: string, from: number, place: Place): number {
  let at = afterSpace(text, from);
  for (let n = 0; at < text.length && text[at] !== "]"; n++) {
    const inner = place.inside.get(n);
    at = afterSpace(text, inner ? readValue(text, at, inner) : endOfValue(text, at));
    if (text[at] !== ",") break;
    at = afterSpace(text, at + 1);
  }
  return at + 1;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];
const SPACE = 0x20;

/** Where a value ends, however deep it is. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at + 1) - 1;
        if (depth === 0) return at + 1;
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        depth++;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        // of what the value stands in
        if (depth === 0) return at;
        if (--depth === 0) return at + 1;
        break;
      case COMMA:
        if (depth === 0) return at;
        break;
    }
  }
  return text.length;
}

/** Where a string ends whose content starts here, its quotation mark included. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = at;
    while (escapes > from && text.charCodeAt(escapes - 1) === BACKSLASH) escapes--;
    if ((at - escapes) % 2 === 0) return at + 1;
  }
  return text.length;
}

/** The next character that is no white space; there is no other below the space in JSON. */
function afterSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= SPACE) at++;
  return at;
}
