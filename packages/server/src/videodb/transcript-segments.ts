import type { TranscriptView } from "@cutstream/engine";

/** A piece of what is said, as VideoDB has it; `-` where nothing is. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** How a transcript is cut up. */
export interface Segmentation {
  readonly by: "word" | "sentence" | "time";
  /** Words or sentences in one piece, or its seconds. */
  readonly length: number;
  /** Seconds that are asked for. */
  readonly start: number;
  readonly end: number;
}

const SILENCE = "-";

/** Cuts a transcript up, silences included. */
export function segmentTranscript(
  { sentences }: Pick<TranscriptView, "sentences">,
  { by, length, start, end }: Segmentation,
): Segment[] {
  const within = (piece: Segment): boolean => piece.end > start && piece.start < end;
  const words = sentences.flatMap(({ words, ...sentence }): Segment[] =>
    words.length > 0 ? words.map(({ word, ...times }) => ({ ...times, text: word })) : [sentence],
  );
  if (by === "time") return byTime(words.filter(within), length, start, end);
  const units = by === "word" ? words : sentences.map(({ words: _, ...sentence }) => sentence);
  return withSilences(grouped(units.filter(within), Math.max(1, Math.round(length))), start, end);
}

/** What is said, without its times. */
export function transcriptText(segments: readonly Segment[]): string {
  return segments
    .filter(({ text }) => text !== SILENCE)
    .map(({ text }) => text)
    .join(" ");
}

function grouped(units: readonly Segment[], count: number): Segment[] {
  const groups: Segment[] = [];
  for (let n = 0; n < units.length; n += count) groups.push(joined(units.slice(n, n + count)));
  return groups;
}

function joined(units: readonly Segment[]): Segment {
  const [first] = units;
  const last = units.at(-1);
  return {
    start: first?.start ?? 0,
    end: last?.end ?? 0,
    text: units.map(({ text }) => text).join(" "),
  };
}

function withSilences(segments: readonly Segment[], from: number, until: number): Segment[] {
  const all: Segment[] = [];
  let at = from;
  for (const segment of segments) {
    if (segment.start > at) all.push({ start: at, end: segment.start, text: SILENCE });
    all.push(segment);
    at = Math.max(at, segment.end);
  }
  if (Number.isFinite(until) && until > at) all.push({ start: at, end: until, text: SILENCE });
  return all;
}

/** Pieces of equal length; a word belongs to the piece in which it begins. */
function byTime(words: readonly Segment[], length: number, from: number, until: number): Segment[] {
  const step = length > 0 ? length : 1;
  const end = Number.isFinite(until) ? until : (words.at(-1)?.end ?? from);
  const count = Math.ceil((end - from) / step);
  const pieces = Array.from({ length: count }, (): string[] => []);
  for (const { start, text } of words) pieces[Math.max(0, Math.floor((start - from) / step))]?.push(text);
  return pieces.map((texts, n) => ({
    start: from + n * step,
    end: Math.min(end, from + (n + 1) * step),
    text: texts.join(" ") || SILENCE,
  }));
}
