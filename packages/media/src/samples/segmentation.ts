import type { FrameRange } from "./cut.ts";
import type { VideoTrack } from "./video-track.ts";

/** No video segment is shorter than this where its clip is longer: requests cost, and players trip over slivers. */
const SHORTEST_SECONDS = 0.2;

/** No segment has fewer frames, whatever the rate, where its clip has more (`cuts.md` 7). */
const FEWEST_FRAMES = 2;

/**
 * Where the segments of a clip `[from, to)` begin and end: ascending frame numbers, first `from`, last `to`.
 *
 * Boundaries stand within and at the end of the head ({@link headPieces}) and at every chunk's start, so that
 * whole chunks, and what lies between a key frame and its chunk's end, are the same segments for everyone. A piece too
 * short to stand alone takes the GOP beside it along.
 */
export function segmentBoundaries(track: VideoTrack, from: number, to: number): number[] {
  const fewest = shortestSegment(track);
  const firstKey = track.keyAtOrAfter(from);
  const head = headPieces(track, from, to).map((piece) => piece.to);
  const boundaries = [from, ...head.filter((end) => end < to)];
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

/**
 * How the head of a clip `[from, to)` is divided: each piece is encoded by itself, so a player that asks for a head
 * which nobody has made waits for the first of them only.
 *
 * Pieces end at half seconds counted back from the next key frame, wherever the clip starts. So all but the first,
 * which is at most 0.7 s long, are the same for all who cut there. The others last a second or one and a half.
 * @returns pieces that follow one another; one as a rule where the GOP is a second long, none at a key frame.
 */
export function headPieces(track: VideoTrack, from: number, to: number): FrameRange[] {
  const key = track.keyAtOrAfter(from);
  if (key === from) return [];
  const end = Math.min(key, to);
  const fewest = shortestSegment(track);
  const half = halfSecond(track);
  const pieces: FrameRange[] = [];
  let start = from;
  let point = pointFrom(from + fewest, key, half);
  while (point < key && point <= end - fewest) {
    pieces.push({ from: start, to: point });
    start = point;
    point = pointFrom(start + half, key, 2 * half);
  }
  return [...pieces, { from: start, to: end }];
}

/** The piece of a head that follows one which ends at `from`; null where none does: at a key frame, or off the grid. */
export function headPieceAfter(track: VideoTrack, from: number): FrameRange | null {
  const key = track.keyAtOrAfter(from);
  const half = halfSecond(track);
  if (key === from || (key - from) % half !== 0) return null;
  return { from, to: pointFrom(from + half, key, 2 * half) };
}

/** The first frame at or after `frame` that is a multiple of `step` away from `key`. */
function pointFrom(frame: number, key: number, step: number): number {
  return key - Math.floor((key - frame) / step) * step;
}

/** Half a second in frames, but no less than a segment may have. */
function halfSecond(track: VideoTrack): number {
  const { num, den } = track.index.frameRate;
  return Math.max(shortestSegment(track), Math.round(num / den / 2));
}

/** Frames that a segment has at least. */
function shortestSegment({ index: { frameRate } }: VideoTrack): number {
  return Math.max(FEWEST_FRAMES, Math.ceil((SHORTEST_SECONDS * frameRate.num) / frameRate.den));
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
