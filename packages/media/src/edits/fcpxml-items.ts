import { MediaFormatError } from "../format-error.ts";
import { attributeOf, childOf, type Element } from "../xml/elements.ts";
import { readFcpxmlTime } from "./fcpxml-time.ts";

/** A clip of the primary storyline. */
export interface FcpxmlClip {
  readonly line: number;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Whether it starts or ends in a transition. */
  readonly inTransition: boolean;
}

/** A marker, or a range that carries a keyword. */
export interface FcpxmlMarker {
  readonly line: number;
  readonly kind: "marker" | "keyword";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Name of the clip that it is in. */
  readonly clipName: string;
}

/** Elements that last for a while in a storyline. */
const ITEMS = new Set([
  ...["clip", "asset-clip", "ref-clip", "sync-clip", "mc-clip", "video", "title", "gap", "audio"],
]);
const MARKERS = new Set(["marker", "chapter-marker"]);

/** An item, and what its own time means on the sequence's. Flicks. */
interface Placed {
  readonly element: Element;
  readonly start: number;
  readonly end: number;
  /** Added to a time of the item, gives that of the sequence. */
  readonly shift: number;
}

type Resources = ReadonlyMap<string, Element>;

/**
 * Places what a primary storyline holds.
 * @param origin time of the storyline that is the sequence's start.
 */
export function placeItems(
  spine: Element,
  origin: number,
  resources: Resources,
): { readonly clips: readonly FcpxmlClip[]; readonly markers: readonly FcpxmlMarker[] } {
  const markers: FcpxmlMarker[] = [];
  const placed = placeSpine({ spine, from: origin, shift: -origin }, resources, (item) =>
    collect(item, resources, markers),
  );
  const transitions = spine.children
    .filter(({ name }) => name === "transition")
    .map((transition) => {
      const start = (readFcpxmlTime(transition, "offset") ?? 0) - origin;
      return { start, end: start + (readFcpxmlTime(transition, "duration") ?? 0) };
    });
  const clips = placed
    .filter(({ element }) => element.name !== "gap")
    .map(({ element, start, end }) => ({
      ...{ line: element.line, name: attributeOf(element, "name") ?? "", start, end },
      inTransition: transitions.some((one) => one.start < end && one.end > start),
    }));
  return { clips, markers };
}

/** A storyline, the time in it at which it starts, and what is added to a time in it for that of the sequence. */
interface Storyline {
  readonly spine: Element;
  readonly from: number;
  readonly shift: number;
}

/** Items follow one another unless they say where they are. */
function placeSpine(
  { spine, from, shift }: Storyline,
  resources: Resources,
  visit: (item: Placed) => void,
): Placed[] {
  const placed: Placed[] = [];
  let at = from;
  for (const child of spine.children) {
    const element = child.name === "audition" ? child.children.find(({ name }) => ITEMS.has(name)) : child;
    if (!element || !ITEMS.has(element.name)) continue;
    const item = place(element, readFcpxmlTime(element, "offset") ?? at, shift, resources);
    placed.push(item);
    visit(item);
    at = item.end - shift;
  }
  return placed;
}

function place(element: Element, offset: number, shift: number, resources: Resources): Placed {
  const duration = readFcpxmlTime(element, "duration") ?? mediaTime(element, "duration", resources);
  if (duration === undefined) fail(element, "does not say how long it lasts");
  const start = offset + shift;
  const inner = readFcpxmlTime(element, "start") ?? 0;
  return { element, start, end: start + duration, shift: start - inner };
}

/** Markers of an item, and of those that are connected to it or inside it. */
function collect({ element, shift }: Placed, resources: Resources, markers: FcpxmlMarker[]): void {
  for (const child of element.children) {
    if (MARKERS.has(child.name) || child.name === "keyword") {
      assertPlaceable(element, child, resources);
      const start = (readFcpxmlTime(child, "start") ?? 0) + shift;
      markers.push({
        line: child.line,
        kind: child.name === "keyword" ? "keyword" : "marker",
        text: attributeOf(child, "value") ?? "",
        start,
        end: start + (readFcpxmlTime(child, "duration") ?? 0),
        clipName: attributeOf(element, "name") ?? "",
      });
    } else if (child.name === "spine") {
      const offset = readFcpxmlTime(child, "offset") ?? 0;
      placeSpine({ spine: child, from: 0, shift: shift + offset }, resources, (item) =>
        collect(item, resources, markers),
      );
    } else if (ITEMS.has(child.name)) {
      const offset = readFcpxmlTime(child, "offset") ?? 0;
      if (attributeOf(child, "lane") !== null)
        collect(place(child, offset, shift, resources), resources, markers);
    }
  }
}

function assertPlaceable(item: Element, marker: Element, resources: Resources): void {
  if (childOf(item, "timeMap")) fail(marker, "is in a clip that is retimed: where it is seen cannot be told");
  const starts = mediaTime(item, "start", resources) ?? 0;
  if (starts !== 0 && readFcpxmlTime(item, "start") === undefined)
    fail(marker, "is in a clip that does not say where in its media it starts");
}

/** A time of the asset that an item shows. */
function mediaTime(item: Element, name: string, resources: Resources): number | undefined {
  const asset = resources.get(attributeOf(item, "ref") ?? "");
  return asset?.name === "asset" ? readFcpxmlTime(asset, name) : undefined;
}

function fail(element: Element, what: string): never {
  throw new MediaFormatError(`Line ${element.line}: <${element.name}> ${what}`, element.line);
}
