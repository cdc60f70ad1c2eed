import { between } from "../kit/random.ts";
import { bigEndian, EDGES, mutateBytes, splice } from "./mutate-bytes.ts";
import { pick, type Random } from "./target.ts";

/** Boxes that hold others, and how many bytes stand before those (ISO/IEC 14496-12). */
const CONTAINERS: Readonly<Record<string, number>> = {
  ...{ moov: 0, trak: 0, mdia: 0, minf: 0, dinf: 0, stbl: 0, edts: 0, mvex: 0, moof: 0, traf: 0, udta: 0 },
  ...{ stsd: 8, avc1: 78, avc3: 78, mp4a: 28, enca: 28, encv: 78, meta: 4 },
};

const OTHER_TYPES = ["free", "uuid", "mdat", "stco", "co64", "stsz", "ctts", "elst", "esds", "avcC", "pasp"];
const DEEPEST = 2000;

/** A box of a file: its place, and the places of the boxes around it. */
interface Place {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly parents: readonly Place[];
}

/** Changes the tree of boxes of an MP4: sizes, types, tables, depth. The sizes around a change are mended as a rule. */
export function mutateBoxes(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const places = boxesOf(input);
  if (places.length === 0 || random() < 0.15) return mutateBytes(input, other, random);
  const place = pick(places, random);
  const { start, end } = place;
  const replace = (at: number, removed: number, added: Uint8Array, resize: readonly Place[]) => {
    const made = splice(input, at, removed, added);
    return random() < 0.9 ? resized(made, resize, added.length - removed) : made;
  };
  const body = between(random, start + 8, Math.max(start + 9, end));
  switch (between(random, 0, 10)) {
    case 0:
      return replace(start, 4, bigEndian(pick([...EDGES, end - start - 1, end - start + 1], random), 4), []);
    case 1: {
      const large = Buffer.concat([bigEndian(1, 4), input.subarray(start + 4, start + 8)]);
      const size = pick([end - start + 8, 2 ** 53, 2 ** 32, 15, 16, 0], random);
      return replace(start, 8, Buffer.concat([large, bigEndian(size, 8)]), place.parents);
    }
    case 2:
      return replace(
        start + 4,
        4,
        Buffer.from(pick([...OTHER_TYPES, ...Object.keys(CONTAINERS)], random)),
        [],
      );
    case 3:
      return replace(start, end - start, new Uint8Array(), place.parents);
    case 4:
      return replace(end, 0, input.subarray(start, end), place.parents);
    case 5:
      return replace(body, end - body, new Uint8Array(), [...place.parents, place]);
    case 6: {
      const depth = between(random, 1, random() < 0.05 ? DEEPEST : 8);
      return replace(start, end - start, nested(input.subarray(start, end), depth, random), place.parents);
    }
    case 7: {
      const [from] = boxesOf(other).slice(between(random, 0, 8));
      if (!from) return mutateBytes(input, other, random);
      return replace(start, end - start, other.subarray(from.start, from.end), place.parents);
    }
    case 8:
      return replace(start + 8, 4, bigEndian(pick(EDGES, random), 4), []);
    default:
      return replace(body - ((body - start) % 4), 4, bigEndian(pick(EDGES, random), 4), []);
  }
}

/** All boxes that are as they should be, outer ones first. */
function boxesOf(input: Uint8Array): Place[] {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const found: Place[] = [];
  const walk = (from: number, to: number, parents: readonly Place[]): void => {
    for (let at = from; at + 8 <= to && found.length < 500; ) {
      const size = view.getUint32(at);
      if (size < 8 || at + size > to) return;
      const type = Buffer.from(input.subarray(at + 4, at + 8)).toString("latin1");
      const place = { type, start: at, end: at + size, parents };
      found.push(place);
      const before = CONTAINERS[type];
      if (before !== undefined && parents.length < 20) walk(at + 8 + before, place.end, [...parents, place]);
      at += size;
    }
  };
  walk(0, input.length, []);
  return found;
}

/** Adds to the sizes of boxes, all of which start before the change. */
function resized(input: Uint8Array, places: readonly Place[], by: number): Uint8Array {
  const bytes = Buffer.from(input);
  for (const { start } of places) {
    if (start + 4 > bytes.length) continue;
    bytes.writeUInt32BE(Math.max(0, bytes.readUInt32BE(start) + by) % 2 ** 32, start);
  }
  return new Uint8Array(bytes);
}

function nested(box: Uint8Array, depth: number, random: Random): Uint8Array {
  const type = Buffer.from(pick(["moov", "trak", "meta", "moof", "udta"], random));
  const headers = Array.from({ length: depth }, (_, n) => {
    const size = box.length + (depth - n) * 8;
    return Buffer.concat([bigEndian(size, 4), type]);
  });
  return Buffer.concat([...headers, box]);
}
