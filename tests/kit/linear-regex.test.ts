import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createContext, Script } from "node:vm";
import { parseSync } from "vite";
import { expect, it } from "vitest";

/**
 * Every regular expression of the code that runs on a server, tried on text that makes backtracking ones slow: what it
 * looks for itself, again and again, with an end that does not fit. Time on the processor counts, not on the clock.
 */

const ROOT = join(import.meta.dirname, "../..");
const PACKAGES = ["media", "engine", "server"];
/** Characters of each text: a quadratic expression takes hundreds of millions of steps for it. */
const LENGTH = 8_000;
/** Milliseconds of processor that one text may take: hundreds of times what a linear expression needs. */
const LIMIT = 30;
/** Milliseconds after which an expression is stopped, as exponential ones must be. */
const STOP = 5_000;

interface Found {
  readonly pattern: string;
  readonly flags: string;
  readonly file: string;
}

function expressionsOf(file: string): Found[] {
  const found: Found[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { regex } = node as { regex?: { pattern: string; flags: string } | null };
    if (regex) found.push({ ...regex, file: relative(ROOT, file) });
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseSync(file, readFileSync(file, "utf8")).program);
  return found;
}

/** Texts that an expression may get lost in: what it looks for itself, also behind a beginning that may fit it. */
function* pumps({ pattern }: Found): Generator<string> {
  const plain = pattern.replace(/\\[dDwWsSbBpPurnt](\{[^}]*\})?/g, "").replace(/[\\^$?*+|()[\]{}]/g, "");
  const all = [...new Set(plain)].slice(0, 30);
  const own = all.slice(0, 10);
  const grams = [...new Set([...own, "a", "0", " ", "\n", "_", "-"])];
  for (const gram of grams) yield gram.repeat(LENGTH);
  for (const gram of own) yield `${gram}a`.repeat(LENGTH / 2);
  yield own
    .join("")
    .repeat(Math.ceil(LENGTH / Math.max(1, own.length)))
    .slice(0, LENGTH);
  for (const mark of all.filter((one) => /\W/.test(one))) {
    for (const beginning of [mark, `a${mark}`])
      for (const gram of ["a", " ", mark]) yield beginning + gram.repeat(LENGTH);
  }
}

const context = createContext({ text: "", expression: /x/ });
const run = new Script("expression.lastIndex = 0; expression.test(text)");

/** Milliseconds of processor that an expression takes for a text with an end that does not fit. */
function took(expression: RegExp, text: string): number {
  Object.assign(context, { text: `${text}\n\0`, expression });
  const before = process.cpuUsage();
  try {
    run.runInContext(context, { timeout: STOP });
  } catch {
    return STOP;
  }
  return process.cpuUsage(before).user / 1000;
}

it("no regular expression takes longer the more it backtracks", () => {
  const files = PACKAGES.flatMap((name) => globSync(join(ROOT, `packages/${name}/src/**/*.ts`)));
  const served = files.filter((file) => !/\.(test|contract|fixtures?)\.ts$|\/testing\//.test(file));
  const all = [...new Map(served.flatMap(expressionsOf).map((one) => [`/${one.pattern}/${one.flags}`, one]))];
  expect(all.length).toBeGreaterThan(100);
  const slow = all.flatMap(([source, one]) => {
    const expression = new RegExp(one.pattern, one.flags);
    for (const text of pumps(one)) {
      // Other work of this process counts too: slow is what is slow three times.
      const isSlow = () => took(expression, text) > LIMIT;
      if (isSlow() && isSlow() && isSlow())
        return `${one.file}: ${source} on ${JSON.stringify(text.slice(0, 8))}…`;
    }
    return [];
  });
  expect(slow).toEqual([]);
});
