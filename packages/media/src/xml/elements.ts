import { SaxesParser } from "saxes";
import { MediaFormatError } from "../format-error.ts";

/** An element of an XML document, namespaces left out of its name. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  readonly text: string;
  /** The line that it starts on, from 1. */
  readonly line: number;
}

interface Open extends Element {
  readonly children: Element[];
  text: string;
}

/** Elements inside one another. */
const DEEPEST = 50;
/** Elements of a document, unless more are expected. */
const MOST_ELEMENTS = 20_000;

/**
 * Reads an XML document whole. Entities beyond those of XML itself are an error, so that none can grow.
 * @param root name that its root must have.
 * @param most elements that it may have.
 * @throws MediaFormatError with the line
 */
export function parseElements(text: string, root: string, most = MOST_ELEMENTS): Element {
  const parser = new SaxesParser({ position: true });
  const stack: Open[] = [];
  let found: Element | undefined;
  let count = 0;
  const fail = (what: string): never => {
    throw new MediaFormatError(`Line ${parser.line}: ${what}`, parser.line);
  };
  parser.on("error", ({ message }) => fail(`no well-formed XML: ${message.replace(/^\d+:\d+: /, "")}`));
  parser.on("opentag", ({ name, attributes }) => {
    const element: Open = {
      name: localName(name),
      attributes: new Map(Object.entries(attributes).map(([key, value]) => [localName(key), value])),
      children: [],
      text: "",
      line: parser.line,
    };
    if (!found && element.name !== root) fail(`expected <${root}>, found <${element.name}>`);
    if (++count > most) fail(`more than ${most} elements`);
    if (stack.length >= DEEPEST) fail(`elements are nested more than ${DEEPEST} deep`);
    found ??= element;
    stack.at(-1)?.children.push(element);
    stack.push(element);
  });
  const add = (data: string) => {
    const open = stack.at(-1);
    if (open) open.text += data;
  };
  parser.on("text", add);
  parser.on("cdata", add);
  parser.on("closetag", () => void stack.pop());
  parser.write(text).close();
  return found ?? fail(`expected <${root}>, found nothing`);
}

/** The first child of a name. */
export const childOf = (parent: Element, name: string): Element | undefined =>
  parent.children.find((child) => child.name === name);

export const childrenOf = (parent: Element, name: string): readonly Element[] =>
  parent.children.filter((child) => child.name === name);

/** Null where it is missing or empty. */
export const attributeOf = (element: Element, name: string): string | null =>
  element.attributes.get(name)?.trim() || null;

/** Text of an element itself; null where there is none. */
export const textOf = (element: Element | undefined): string | null => element?.text.trim() || null;

const localName = (name: string): string => name.slice(name.indexOf(":") + 1);
