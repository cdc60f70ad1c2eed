import { parseRational } from "@cutstream/media";
import type { Cadence, LengthInput } from "../../api/cadences.ts";
import { CutstreamError } from "../../errors.ts";
import { beatGrid } from "../layout/beats.ts";
import { framesOf } from "../layout/frame-lengths.ts";

/** Ids stand in addresses. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const MOST_SLOTS = 200;
const MOST_BEATS = 10_000;
/** Any rate will do to see whether a time is one. */
const SOME_RATE = { num: 25, den: 1 };

/** @throws CutstreamError `invalid_cadence` where an id has other characters than addresses can hold. */
export function checkCadenceId(id: string): string {
  if (ID.test(id)) return id;
  throw invalid(`The id ${JSON.stringify(id)} must have 1 to 64 letters, digits, - and _.`, "id");
}

/** Looks a cadence over by itself, without a mega asset. @throws CutstreamError `invalid_cadence`, `invalid_time` */
export function checkCadence(cadence: Cadence): void {
  const { slots, returns, cap, beats, shortest, ties } = cadence;
  checkLength(cadence.length, "length");
  if (slots.length < 1 || slots.length > MOST_SLOTS) {
    throw invalid(`slots has ${slots.length} slots; it must have 1 to ${MOST_SLOTS}.`, "slots");
  }
  for (const [n, { weight }] of slots.entries()) {
    if (weight !== undefined) checkNumber(weight, 0, 1e6, `slots[${n}].weight`);
  }
  if (returns) {
    checkWhole(returns.top, 1, 1000, "returns.top");
    checkWhole(returns.every, 2, 1000, "returns.every");
  }
  if (cap !== undefined) checkWhole(cap, 1, 100, "cap");
  if (shortest !== undefined) checkWhole(shortest, 2, 1000, "shortest");
  if (ties !== undefined) checkNumber(ties, 0, 1e6, "ties");
  if (beats) checkBeats(beats);
}

function checkBeats(beats: NonNullable<Cadence["beats"]>): void {
  if ("bpm" in beats) checkNumber(beats.bpm, 10, 1000, "beats.bpm");
  if ("every" in beats) checkLength(beats.every, "beats.every");
  if ("at" in beats && (beats.at.length < 1 || beats.at.length > MOST_BEATS)) {
    throw invalid(`beats.at has ${beats.at.length} beats; it must have 1 to ${MOST_BEATS}.`, "beats.at");
  }
  beatGrid(beats, SOME_RATE);
}

function checkLength(length: LengthInput, path: string): void {
  const positive =
    typeof length === "string"
      ? (parseRational(length)?.num ?? Number(length)) > 0
      : (typeof length === "object" ? length.frames : length) > 0;
  if (positive && framesOf(length, SOME_RATE, path) >= 0) return;
  throw invalid(`${path} is ${JSON.stringify(length)}; it must be longer than nothing.`, path);
}

function checkWhole(value: number, least: number, most: number, path: string): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalid(`${path} is ${value}; it must be a whole number from ${least} to ${most}.`, path);
}

function checkNumber(value: number, least: number, most: number, path: string): void {
  if (value >= least && value <= most) return;
  throw invalid(`${path} is ${value}; it must be a number from ${least} to ${most}.`, path);
}

const invalid = (message: string, path: string): CutstreamError =>
  new CutstreamError("invalid_cadence", message, { path });
