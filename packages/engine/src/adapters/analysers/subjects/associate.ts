import { type Box, overlap } from "../scenes/pictures/picture.ts";
import type { Detection } from "./detections.ts";

/** What was found in one frame. */
export interface Look {
  readonly frame: number;
  readonly detections: readonly Detection[];
}

/** Detections that are taken for one and the same, in order of time. */
export interface Track {
  readonly found: readonly { readonly frame: number; readonly detection: Detection }[];
}

/** How alike two detections must be to be one: shares of the area of both boxes that they have in common. */
const ALIKE = 0.2;
/** Where boxes hardly overlap: how far the middles may be apart, in widths of the larger, and how the sizes differ. */
const NEAR = { away: 0.8, size: 1.8 } as const;

/**
 * Joins what was found in the frames of a shot over time: between two frames the pairs that are most alike first, each
 * detection in one track; one that was found of late before one that was not for long. No motion is guessed; what is
 * not found again for a while is somebody new.
 * @param looks in order of time.
 * @param patience frames that a track outlasts without being found.
 */
export function associate(looks: readonly Look[], patience: number): Track[] {
  const tracks: { frame: number; detection: Detection }[][] = [];
  for (const { frame, detections } of looks) {
    const open = tracks.flatMap((found) => {
      const last = found.at(-1);
      const gone = last ? (frame - last.frame) / patience : 1;
      return last && gone <= 1 ? [{ found, last: last.detection, fresh: 1 - gone / 2 }] : [];
    });
    const pairs = open
      .flatMap((track) =>
        detections.map((detection) => ({
          ...{ track, detection },
          alike: likeness(track.last, detection) * track.fresh,
        })),
      )
      .filter(({ alike }) => alike > 0)
      .sort((a, b) => b.alike - a.alike);
    const taken = new Set<unknown>();
    for (const { track, detection } of pairs) {
      if (taken.has(track) || taken.has(detection)) continue;
      taken.add(track).add(detection);
      track.found.push({ frame, detection });
    }
    for (const detection of detections) if (!taken.has(detection)) tracks.push([{ frame, detection }]);
  }
  return tracks.map((found) => ({ found }));
}

/** How likely two detections are one, 0 (not at all) to 2; faces tell more than bodies do. */
export function likeness(a: Detection, b: Detection): number {
  if (a.group !== b.group) return 0;
  const faces = a.face && b.face ? boxLikeness(a.face, b.face) : 0;
  return faces > 0 ? 1 + faces : boxLikeness(a.box, b.box);
}

function boxLikeness(a: Box, b: Box): number {
  const common = overlap(a, b);
  if (common >= ALIKE) return common;
  const larger = Math.max(a.width, b.width);
  const size =
    Math.max(a.width * a.height, b.width * b.height) / Math.min(a.width * a.height, b.width * b.height);
  const away = Math.hypot(middle(a).x - middle(b).x, middle(a).y - middle(b).y) / larger;
  return size <= NEAR.size ** 2 && away <= NEAR.away ? ALIKE * (1 - away / NEAR.away) : 0;
}

const middle = ({ x, y, width, height }: Box) => ({ x: x + width / 2, y: y + height / 2 });
