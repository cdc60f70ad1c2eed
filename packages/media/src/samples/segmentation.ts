import type { VideoTrack } from "./video-track.ts";

/** No video segment is shorter than this where its clip is longer: requests cost, and players trip over slivers. */
const SHORTEST_SECONDS = 0.2;

/** No segment has fewer frames, whatever the rate, where its clip has more (`cuts.md` 7). */
const FEWEST_FRAMES = 2;

/**
 * Where the segments of a clip `[from, to)` begin and end: ascending frame numbers, first `from`, last `to`.
 *
 * Boundaries stand at the end of the head and at every chunk's start, so that whole chunks, and what lies between a
 * key frame and its chunk's end, are the same segments for everyone. A piece too short to stand alone takes the GOP
 * beside it along.
 */
export function segmentBoundaries(track: VideoTrack, from: number, to: number): number[] {
  const fewest = Math.max(
    FEWEST_FRAMES,
    Math.ceil((SHORTEST_SECONDS * track.index.frameRate.num) / track.index.frameRate.den),
  );
  const boundaries = [from];
  const firstKey = track.keyAtOrAfter(from);
  if (firstKey > from && firstKey < to) boundaries.push(firstKey);
  for (let chunk = track.chunkOf(firstKey) + 1; ; chunk++) {
    const start = track.index.chunkStarts[chunk];
    if (start === undefined || start >= to) break;
    if (start > (boundaries.at(-1) ?? from)) boundaries.push(start);
  }
  boundaries.push(to);
  absorbShortHead(track, boundaries, fewest);
  absorbShortTail(track, boundaries, fewest);
  joinSlivers(boundaries, fewest);
  return boundaries;
}

/** Moves the first inner boundary to a later key frame until the first piece is long enough. */
function absorbShortHead(track: VideoTrack, boundaries: number[], fewest: number): void {
  const [from = 0] = boundaries;
  while (boundaries.length > 2 && (boundaries[1] ?? 0) - from < fewest) {
    const later = track.keyAtOrAfter(from + fewest);
    if ((boundaries[2] ?? 0) - later >= fewest) boundaries[1] = later;
    else boundaries.splice(1, 1);
  }
}

/** Moves the last inner boundary to an earlier key frame until the last piece is long enough. */
function absorbShortTail(track: VideoTrack, boundaries: number[], fewest: number): void {
  const to = boundaries.at(-1) ?? 0;
  while (boundaries.length > 2 && to - (boundaries.at(-2) ?? 0) < fewest) {
    const earlier = track.keyAtOrBefore(to - fewest);
    if (earlier - (boundaries.at(-3) ?? 0) >= fewest) boundaries[boundaries.length - 2] = earlier;
    else boundaries.splice(-2, 1);
  }
}

/** Joins what is still too short, between key frames close together, to the piece before it. */
function joinSlivers(boundaries: number[], fewest: number): void {
  for (let piece = boundaries.length - 2; piece > 0; piece--) {
    if ((boundaries[piece + 1] ?? 0) - (boundaries[piece] ?? 0) < fewest) boundaries.splice(piece, 1);
  }
}
