import { MediaFormatError } from "../format-error.ts";
import { FLICKS_PER_SECOND, type Rational } from "../time.ts";
import { attributeOf, childOf, childrenOf, type Element, parseElements } from "../xml/elements.ts";
import { type FcpxmlClip, type FcpxmlMarker, placeItems } from "./fcpxml-items.ts";
import { readFcpxmlTime } from "./fcpxml-time.ts";

/** A Final Cut Pro XML document (FCPXML 1.x), as far as it lies in time. */
export interface Fcpxml {
  /** Of its projects, in the order of the document; those inside compound clips are not among them. */
  readonly sequences: readonly FcpxmlSequence[];
}

/** One edit. Times are flicks from its start. */
export interface FcpxmlSequence {
  /** Line that it starts on, from 1. */
  readonly line: number;
  /** Of its project. */
  readonly name: string;
  /** Frames a second; null where its format says none. */
  readonly frameRate: Rational | null;
  /** Whether its timecode is drop frame; null where it does not say. */
  readonly drop: boolean | null;
  /** Its primary storyline, gaps left out. */
  readonly clips: readonly FcpxmlClip[];
  /** Of all storylines and of clips inside others, in the order of the document. */
  readonly markers: readonly FcpxmlMarker[];
}

/** A mega asset of ten thousand titles has some ten elements for each clip. */
const MOST_ELEMENTS = 2_000_000;

/**
 * Reads FCPXML: the clips of each project's primary storyline and all markers and keywords, on the time of the project.
 * @throws MediaFormatError with the line, for what is no FCPXML, for times that are none, and for markers whose place
 * cannot be told: in clips that are retimed, and in those that do not say where they start although their media do not
 * start at nought.
 */
export function parseFcpxml(text: string): Fcpxml {
  const root = parseElements(text, "fcpxml", MOST_ELEMENTS);
  const resources = resourcesOf(root);
  const sequences = projectsOf(root).flatMap((project) =>
    childrenOf(project, "sequence").map((sequence) => readSequence(project, sequence, resources)),
  );
  return { sequences };
}

/** Formats, assets and media by their ids. */
function resourcesOf(root: Element): ReadonlyMap<string, Element> {
  const all = childrenOf(root, "resources").flatMap(({ children }) => children);
  return new Map(all.map((resource) => [attributeOf(resource, "id") ?? "", resource]));
}

function projectsOf(root: Element): Element[] {
  const around = [root, ...childrenOf(root, "library")];
  const events = around.flatMap((element) => childrenOf(element, "event"));
  return [...around, ...events].flatMap((element) => childrenOf(element, "project"));
}

function readSequence(
  project: Element,
  sequence: Element,
  resources: ReadonlyMap<string, Element>,
): FcpxmlSequence {
  const spine = childOf(sequence, "spine");
  if (!spine) throw new MediaFormatError(`Line ${sequence.line}: the sequence has no spine`, sequence.line);
  const origin = readFcpxmlTime(sequence, "tcStart") ?? 0;
  const { clips, markers } = placeItems(spine, origin, resources);
  const format = attributeOf(sequence, "tcFormat");
  return {
    line: sequence.line,
    name: attributeOf(project, "name") ?? "",
    frameRate: frameRateOf(resources.get(attributeOf(sequence, "format") ?? "")),
    drop: format === null ? null : format === "DF",
    clips,
    markers,
  };
}

/** A format says how long a frame lasts: `1001/30000s`. */
function frameRateOf(format: Element | undefined): Rational | null {
  const lasts = format && readFcpxmlTime(format, "frameDuration");
  return lasts ? { num: FLICKS_PER_SECOND, den: lasts } : null;
}
