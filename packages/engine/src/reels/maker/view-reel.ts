import { type FrameRate, parseRational } from "@cutstream/media";
import type { ReelDetailView, ReelSlotView } from "../../api/viewer-reels.ts";
import type { RecordedSlot, ReelRecord } from "./reel-record.ts";

/** A reel as people and programs see it: frames with their seconds, and reasons in words. */
export function viewReel(record: ReelRecord): ReelDetailView {
  const { slots, ...rest } = record;
  const rate = rateOf(record);
  return { ...rest, frames: slots.at(-1)?.end ?? 0, slots: slots.map((slot) => viewSlot(slot, rate)) };
}

/** A slot of a reel, seen so. */
export function viewSlot(slot: RecordedSlot, { num, den }: FrameRate): ReelSlotView {
  const { start: startFrame, end: endFrame, ...rest } = slot;
  const seconds = (frame: number) => (frame * den) / num;
  return {
    ...rest,
    ...{ start: seconds(startFrame), end: seconds(endFrame), startFrame, endFrame },
    why: [whyTitle(slot), ...whyLength(slot)],
  };
}

/** Frames a second of a reel. */
export function rateOf({ frameRate }: Pick<ReelRecord, "frameRate">): FrameRate {
  const rate = parseRational(frameRate);
  if (!rate) throw new RangeError(`${frameRate} is no frame rate.`);
  return rate;
}

function whyTitle({ role, rank, score, parts }: RecordedSlot): string {
  if (rank === null || score === null || parts === null) return `The cadence's ${role} clip.`;
  const made = Object.entries(parts)
    .map(([part, value]) => `${part} ${show(value)}`)
    .join(", ");
  const place = `Number ${rank} of the ranking, score ${show(score)} (${made}).`;
  return role === "return" ? `One of the best titles comes back. ${place}` : place;
}

function whyLength({ role, place, weight, asked, clip, range, frames, cutBy }: RecordedSlot): string[] {
  const shown = frames.end - frames.first;
  const lines: string[] = [];
  if (role === "slot")
    lines.push(`Slot ${(place ?? 0) + 1} of the pattern shows ${asked} and weighs ${show(weight ?? 0)}.`);
  if (clip !== asked) lines.push(`It shows ${clip}, since the title has no other ${asked}.`);
  if (cutBy) lines.push(`${shown} of its ${range.end - range.first} frames are shown: ${CUTS[cutBy]}.`);
  return lines;
}

const CUTS = {
  slot: "it stands in for a shorter clip type",
  beat: "the cut falls on a beat, or as near as nothing has to be encoded for it",
  length: "there the reel ends, or its closing clip begins",
  join: "the next clip goes on from its end in the mega asset, and the two were not prepared as one",
} as const;

const show = (value: number): string => Number(value.toPrecision(3)).toString();
