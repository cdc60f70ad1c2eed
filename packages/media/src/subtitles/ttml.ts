import { SaxesParser, type SaxesTagNS } from "saxes";
import { MediaFormatError } from "../format-error.ts";
import { type Cue, makeCue } from "./cue.ts";
import { readTtmlClock, readTtmlTime, type TtmlClock } from "./ttml-time.ts";

/** An element that is open, with what its children inherit. */
interface Open {
  readonly line: number;
  /** Flicks; the end is infinite until an element says when it is. */
  readonly begin: number;
  readonly end: number;
  readonly timed: boolean;
  readonly language: string | undefined;
  readonly preserve: boolean;
  readonly id: string | undefined;
  /** Where text goes: into that of the paragraph or timed span around; undefined where text is nobody's. */
  readonly text: string[] | undefined;
}

/** Elements inside one another; documents have ten. */
const DEEPEST = 100;
const CONTENT = new Set(["p", "span", "br"]);

/**
 * Reads a subset of TTML (W3C TTML2; IMSC text profiles and DFXP are among it): `p`, `span` and `br`, with `begin`,
 * `end` and `dur` on them and on what contains them, which run in parallel, `xml:lang`, `xml:space` and `xml:id`. A
 * span with times is a cue of its own. Styles, regions, animations and metadata are passed over. Cues come by start.
 * @throws MediaFormatError with the line, for what is no well-formed XML, has no `tt` root, times that are none, a
 * sequential time container, text that never ends or does not end after it starts, and nesting beyond 100 levels.
 */
export function parseTtml(text: string): Cue[] {
  const reader = new TtmlReader();
  const parser = new SaxesParser({ xmlns: true, position: true });
  parser.on("error", ({ message }) => {
    const reason = message.replace(/^\d+:\d+: /, "").replace(/\.$/, "");
    throw new MediaFormatError(`Line ${parser.line}: no well-formed XML: ${reason}`, parser.line);
  });
  parser.on("opentag", (tag) => reader.open(tag, parser.line));
  parser.on("text", (data) => reader.text(data));
  parser.on("cdata", (data) => reader.text(data));
  parser.on("closetag", (tag) => reader.close(tag));
  parser.write(text).close();
  return reader.cues.sort((a, b) => a.start - b.start);
}

class TtmlReader {
  readonly cues: Cue[] = [];
  readonly #stack: Open[] = [];
  #clock: TtmlClock | undefined;

  open(tag: SaxesTagNS, line: number): void {
    const attributes = new Map(Object.values(tag.attributes).map(({ local, value }) => [local, value]));
    const parent = this.#stack.at(-1);
    this.#clock ??= this.#openRoot(tag, attributes, line);
    if (this.#stack.length >= DEEPEST)
      throw new MediaFormatError(`Line ${line}: elements are nested more than ${DEEPEST} deep`, line);
    if (attributes.get("timeContainer") === "seq")
      throw new MediaFormatError(`Line ${line}: sequential time containers are not read here`, line);
    const { begin, end, timed } = this.#interval(attributes, parent, this.#clock, line);
    const space = attributes.get("space");
    this.#stack.push({
      ...{ line, begin, end, timed },
      language: attributes.get("lang") || parent?.language,
      preserve: space === undefined ? (parent?.preserve ?? false) : space === "preserve",
      id: attributes.get("id"),
      text: textOf(tag.local, timed, parent),
    });
    if (tag.local === "br") parent?.text?.push("\n");
  }

  text(data: string): void {
    const open = this.#stack.at(-1);
    open?.text?.push(open.preserve ? data : data.replace(/\s+/g, " "));
  }

  close({ local }: SaxesTagNS): void {
    const open = this.#stack.pop();
    if (!open?.text || (local !== "p" && !(local === "span" && open.timed))) return;
    const text = open.text
      .join("")
      .replace(/ ?\n ?/g, "\n")
      .trim();
    if (text === "") return;
    const { begin, end, line, id, language } = open;
    if (end === Number.POSITIVE_INFINITY)
      throw new MediaFormatError(`Line ${line}: nothing says when this text ends`, line);
    this.cues.push(makeCue(begin, end, text, line, { id, language }));
  }

  #openRoot({ local }: SaxesTagNS, attributes: ReadonlyMap<string, string>, line: number): TtmlClock {
    if (local !== "tt") throw new MediaFormatError(`Line ${line}: expected <tt>, found <${local}>`, line);
    return readTtmlClock((name) => attributes.get(name), line);
  }

  /** When an element is shown: times count from its parent's begin, and none outlasts its parent (§12.2). */
  #interval(
    attributes: ReadonlyMap<string, string>,
    parent: Open | undefined,
    clock: TtmlClock,
    line: number,
  ): Pick<Open, "begin" | "end" | "timed"> {
    const offset = (name: string): number | undefined => {
      const value = attributes.get(name);
      return value === undefined ? undefined : readTtmlTime(value, clock, line);
    };
    const [from, to, lasts] = [offset("begin"), offset("end"), offset("dur")];
    const origin = parent?.begin ?? 0;
    const begin = origin + (from ?? 0);
    const end = Math.min(
      parent?.end ?? Number.POSITIVE_INFINITY,
      to === undefined ? Number.POSITIVE_INFINITY : origin + to,
      lasts === undefined ? Number.POSITIVE_INFINITY : begin + lasts,
    );
    return { begin, end, timed: from !== undefined || to !== undefined || lasts !== undefined };
  }
}

/** Paragraphs and timed spans collect text of their own, other content adds to that around it, all else has none. */
function textOf(local: string, timed: boolean, parent: Open | undefined): string[] | undefined {
  if (local === "p") return [];
  if (!parent?.text || !CONTENT.has(local)) return undefined;
  return local === "span" && timed ? [] : parent.text;
}
