import { between } from "../kit/random.ts";
import { textMutator } from "./mutate-text.ts";
import { pick, type Random } from "./target.ts";

const ENTITIES = [
  "&amp;",
  "&#0;",
  "&#x110000;",
  "&nope;",
  "&#xD800;",
  "<![CDATA[x]]>",
  "<!-- - -->",
  "<?x y?>",
];
const DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';
const ELEMENT = /<([\w:.-]+)[^<>]*>/g;

/** A mutator of XML: of elements and their nesting, of attributes, of entities, and of the text. */
export function xmlMutator(words: readonly string[]) {
  const mutateText = textMutator([...words, ...ENTITIES]);
  return (input: Uint8Array, other: Uint8Array, random: Random): Uint8Array => {
    if (random() < 0.5) return mutateText(input, other, random);
    const text = new TextDecoder().decode(input);
    const starts = [...text.matchAll(ELEMENT)];
    const start = starts[between(random, 0, starts.length)];
    if (!start) return mutateText(input, other, random);
    const [tag, name = ""] = start;
    const at = start.index;
    const close = text.indexOf(`</${name}>`, at);
    const end = close < 0 ? at + tag.length : close + name.length + 3;
    const whole = text.slice(at, end);
    const depth = between(random, 1, random() < 0.1 ? 2000 : 6);
    const made = pick<() => string>(
      [
        () => "",
        () => whole + whole,
        () => `<${name}>`.repeat(depth) + whole + `</${name}>`.repeat(depth),
        () => whole.replace(name, pick(words, random)),
        () => whole.replace(tag, tag.replace(/\/?>$/, ` ${pick(words, random)}="${pick(words, random)}"$&`)),
        () => whole.replace(tag, tag.replace(/ [\w:-]+="[^"]*"/, "")),
        () => whole.replace(">", `>${pick(ENTITIES, random)}`),
        () => DOCTYPE + whole,
        () => tag,
      ],
      random,
    )();
    return new TextEncoder().encode((text.slice(0, at) + made + text.slice(end)).slice(0, 65_536));
  };
}
