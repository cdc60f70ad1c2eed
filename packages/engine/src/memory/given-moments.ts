import type { MomentInput } from "../api/memory.ts";
import { CutstreamError } from "../errors.ts";
import type { LibraryVersion } from "../library/library.ts";
import { mainTrack } from "../library/library.ts";
import type { Json, Moment } from "../moments/moment.ts";
import { chooseFrame } from "../timeline/time-input.ts";

/** What one call may bring. */
const LIMITS = {
  moments: 100_000,
  /** Characters. */
  text: 20_000,
  labels: 100,
  label: 200,
  /** Characters of metadata as JSON. */
  metadata: 65_536,
  /** Fields and list items of metadata, and how deep it is nested. */
  values: 1_000,
  depth: 16,
};

/**
 * Checks moments that somebody gives and puts them on the frames of a version. A moment that reaches past the end of
 * the video by less than half a frame ends with it.
 * @throws CutstreamError `invalid_moment`, `invalid_time`, `metadata_too_large` with the place: `moments[3].start`.
 */
export function readMoments(inputs: readonly MomentInput[], version: LibraryVersion): Moment[] {
  if (inputs.length > LIMITS.moments)
    throw invalid("moments", `are ${inputs.length}; one index holds ${LIMITS.moments} at most`);
  return inputs.map((input, n) => readMoment(input, version, `moments[${n}]`));
}

function readMoment(input: MomentInput, version: LibraryVersion, path: string): Moment {
  const { frameRate, frameCount } = version.manifest;
  const { frameFlicks } = mainTrack(version);
  const from = chooseFrame(input.start, frameRate, frameCount, `${path}.start`).frame;
  const to = chooseFrame(input.end, frameRate, frameCount, `${path}.end`).frame;
  if (to <= from) throw invalid(`${path}.end`, "is not at least one frame after its start");
  const { text = "", language = null, labels = [], metadata = {} } = input;
  if (text === "" && labels.length === 0 && Object.keys(metadata).length === 0)
    throw invalid(path, "has neither text nor labels nor metadata: nothing could find it");
  if (text.length > LIMITS.text)
    throw invalid(`${path}.text`, `has ${text.length} characters; ${LIMITS.text} are the most`);
  if (labels.length > LIMITS.labels)
    throw invalid(`${path}.labels`, `are ${labels.length}; ${LIMITS.labels} are the most`);
  const long = labels.findIndex((label) => label === "" || label.length > LIMITS.label);
  if (long !== -1)
    throw invalid(`${path}.labels[${long}]`, `is empty or longer than ${LIMITS.label} characters`);
  assertModest(metadata, `${path}.metadata`);
  return {
    start: from * frameFlicks,
    end: to * frameFlicks,
    text,
    language,
    labels,
    metadata,
    detail: null,
  };
}

/** Refuses metadata that would make every answer and every filter slow. */
function assertModest(metadata: Json, path: string): void {
  let values = 0;
  const visit = (value: Json, depth: number): void => {
    if (++values > LIMITS.values) throw tooLarge(path, `has more than ${LIMITS.values} values`);
    if (depth > LIMITS.depth) throw tooLarge(path, `is nested more than ${LIMITS.depth} deep`);
    if (value !== null && typeof value === "object")
      for (const inner of Object.values(value) as Json[]) visit(inner, depth + 1);
  };
  visit(metadata, 0);
  const size = JSON.stringify(metadata).length;
  if (size > LIMITS.metadata)
    throw tooLarge(path, `has ${size} characters as JSON; ${LIMITS.metadata} are the most`);
}

const invalid = (path: string, what: string): CutstreamError =>
  new CutstreamError("invalid_moment", `${path} ${what}.`, { path });

const tooLarge = (path: string, what: string): CutstreamError =>
  new CutstreamError("metadata_too_large", `${path} ${what}.`, { path });
