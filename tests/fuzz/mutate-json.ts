import { between } from "../kit/random.ts";
import { textMutator } from "./mutate-text.ts";
import { pick, type Random } from "./target.ts";

const VALUES: readonly unknown[] = [
  ...[null, true, "", "x", [], {}, 0, -1, 0.1, 1e308, -1e308, 2 ** 53, "Clip.1", { __proto__: null }],
];

/** A mutator of JSON: of the tree, and now and then of the text. */
export function jsonMutator(words: readonly string[]) {
  const mutateText = textMutator(words);
  return (input: Uint8Array, other: Uint8Array, random: Random): Uint8Array => {
    const tree = random() < 0.2 ? undefined : parsed(input);
    if (tree === undefined) return mutateText(input, other, random);
    const text = JSON.stringify(changed(tree, words, random));
    // A key that cannot be set on an object.
    return new TextEncoder().encode(random() < 0.05 ? text.replace('"name"', '"__proto__"') : text);
  };
}

function parsed(input: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(input));
  } catch {
    return undefined;
  }
}

function changed(tree: unknown, words: readonly string[], random: Random): unknown {
  if (typeof tree === "object" && tree !== null && random() < 0.85) {
    const keys = Object.keys(tree);
    const key = keys[between(random, 0, keys.length)];
    if (key !== undefined) {
      const copy = (Array.isArray(tree) ? [...tree] : { ...tree }) as Record<string, unknown>;
      copy[key] = changed(copy[key], words, random);
      if (random() < 0.1) delete copy[key];
      return copy;
    }
  }
  return pick<() => unknown>(
    [
      () => pick(VALUES, random),
      () => pick(words, random),
      () => [tree, tree],
      () => nested(tree, between(random, 1, random() < 0.1 ? 1000 : 5), random),
      () => (typeof tree === "number" ? tree * pick([-1, 1e9, 1e-9, 1.000001], random) : tree),
      () => String(tree),
    ],
    random,
  )();
}

function nested(tree: unknown, depth: number, random: Random): unknown {
  let made = tree;
  const schema = pick(["Stack.1", "Track.1", "Timeline.1"], random);
  for (let n = 0; n < depth; n++) made = { OTIO_SCHEMA: schema, children: [made] };
  return made;
}
