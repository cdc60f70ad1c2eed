import { between } from "../kit/random.ts";
import { mutateBytes } from "./mutate-bytes.ts";
import { pick, type Random } from "./target.ts";

const NUMBERS = ["0", "1", "-1", "00", "59", "60", "99", "0.5", ".", "1e308", "1e-7", "NaN", "Infinity"];
const LARGE = ["4294967295", "9007199254740991", "9007199254740993", "99999999999999999999", "0.0000001"];
const ODD = [
  "\u{feff}",
  "\u2028",
  "\u0085",
  "\u00a0",
  "\0",
  "\r",
  "\r\n",
  "\n\n",
  "\t",
  "😀",
  "\u0301",
  "\ud800",
];
const MARKS = ['"', "'", "<", ">", "&", ";", ":", ",", "=", "-->", "{", "}", "[", "]", "\\", "/", "#", "%"];

/** Largest text that is made. */
const MOST = 32_768;
const TOKEN = /[A-Za-z_][\w-]*|\d+(?:\.\d+)?|"[^"\n]*"|[^\s\w]/g;

/**
 * A mutator of a text format: of its lines, of the words, numbers and quoted strings in them.
 * @param words of the format, to be put in.
 */
export function textMutator(words: readonly string[]) {
  return (input: Uint8Array, other: Uint8Array, random: Random): Uint8Array => {
    if (random() < 0.05) return mutateBytes(input, other, random);
    const text = new TextDecoder().decode(input);
    const changed = random() < 0.4 ? byLine(text, other, random) : byToken(text, words, random);
    return new TextEncoder().encode(changed.slice(0, MOST));
  };
}

function byLine(text: string, other: Uint8Array, random: Random): string {
  const lines = text.split("\n");
  const at = between(random, 0, lines.length);
  const line = lines[at] ?? "";
  const others = new TextDecoder().decode(other).split("\n");
  const replacements: readonly (() => readonly string[])[] = [
    () => [],
    () => [line, line],
    () => [line, ""],
    () => [lines[at + 1] ?? "", line],
    () => [pick(others, random)],
    () => [line, pick(others, random)],
    () => [line.slice(0, between(random, 0, line.length + 1))],
    () => Array.from({ length: random() < 0.1 ? 500 : 5 }, () => line),
    () => [line + (lines[at + 1] ?? "")],
  ];
  return lines.toSpliced(at, 1, ...pick(replacements, random)()).join("\n");
}

function byToken(text: string, words: readonly string[], random: Random): string {
  const tokens = [...text.matchAll(TOKEN)];
  const token = tokens[between(random, 0, tokens.length)];
  const at = token?.index ?? 0;
  const old = token?.[0] ?? "";
  const count = between(random, 2, random() < 0.05 ? 3000 : 6);
  const added = pick<() => string>(
    [
      () => pick([...NUMBERS, ...LARGE], random),
      () => (/\d/.test(old) ? String(Number(old) + pick([-1, 1, 10], random)) : ""),
      () => pick(words, random),
      () => pick(words, random) + old,
      () => old + pick(MARKS, random),
      () => pick(MARKS, random),
      () => old + pick(ODD, random),
      () => old.repeat(count),
      () => pick(words, random).repeat(count),
      () => tokens[between(random, 0, tokens.length)]?.[0] ?? "",
      () => "",
    ],
    random,
  )();
  return text.slice(0, at) + added + text.slice(at + old.length);
}
