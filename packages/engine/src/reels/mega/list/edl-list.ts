import { type EdlEvent, formatTimecode, parseEdl, splitLines } from "@cutstream/media";
import { type ClipLabel, joinLabel, labelOf, splitLabel } from "./labels.ts";
import { ListTimes, listRate } from "./list-times.ts";
import { checkNames, type ListOptions, refuse, type TimecodeList } from "./timecode-list.ts";

/** The four timecodes that an event ends with. */
const TIMES = /(?<!\S)(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*$/;
const COMMENT = /^(TITLE|CLIP TYPE|TYPE):\s*(.*)$/is;

/**
 * Reads a list as a CMX 3600 EDL. Each event of the picture is a clip, called `title | clip type` by its clip name, or
 * by comments below it: `* TITLE: …` and `* CLIP TYPE: …`. Black and events without a length are passed over.
 * @throws MediaFormatError with the line, also for events that start in anything but a cut, and where notations of
 * timecode are mixed, or say otherwise than `FCM` does.
 */
export function readEdlList(text: string, options: ListOptions): TimecodeList {
  const { frameRate, events, times } = readEdlEvents(text, options);
  const gradual = events.find(({ transition }) => transition !== "cut");
  if (gradual)
    refuse(
      gradual.line,
      `a ${gradual.transition} has no one frame at which a clip ends and the next one starts`,
    );
  return {
    frameRate,
    clips: events.map((event) => ({ ...labelOfEvent(event), ...times(event), line: event.line })),
  };
}

/** The events of an EDL that show something, and their frames in the mega asset. */
export function readEdlEvents(text: string, options: ListOptions) {
  const frameRate = listRate(options.frameRate);
  const drop = dropOf(text);
  const { events } = parseEdl(text, frameRate);
  const picture = events.filter(({ track }) => /V|^B$/i.test(track));
  const lasts = (event: EdlEvent): boolean =>
    options.side === "source" ? event.sourceOut > event.sourceIn : event.recordOut > event.recordIn;
  const shown = picture.filter(
    (event) => event.reel !== "BL" && (lasts(event) || event.transition !== "cut"),
  );
  const lines = splitLines(text);
  const reader = new ListTimes(frameRate, options.startTimecode);
  const sides = options.side === "source" ? ([1, 2] as const) : ([3, 4] as const);
  const times = ({ line }: EdlEvent): { readonly first: number; readonly end: number } => {
    const found = TIMES.exec(lines[line - 1] ?? "");
    const [first, end] = sides.map((side) => readTime(found?.[side] ?? "", line, reader, drop));
    return { first: first ?? 0, end: end ?? 0 };
  };
  return { frameRate, events: shown, times };
}

function readTime(text: string, line: number, times: ListTimes, drop: boolean | undefined): number {
  if (drop === false && /[;.,]\d+$/.test(text))
    refuse(line, `${text} is written as drop frame timecode, and the list says FCM: NON-DROP FRAME`);
  return times.frame(text, line, drop ?? false);
}

/** What `FCM` says of the whole list; undefined where it does not. */
function dropOf(text: string): boolean | undefined {
  let said: { readonly drop: boolean; readonly line: number } | undefined;
  for (const [n, line] of splitLines(text).entries()) {
    const value = /^FCM:\s*(.*)$/i.exec(line.trim())?.[1];
    if (value === undefined) continue;
    const drop = /^DROP/i.test(value);
    if (said && said.drop !== drop)
      refuse(n + 1, `FCM: ${value.trim()} stands here, and line ${said.line} says otherwise`);
    said ??= { drop, line: n + 1 };
  }
  return said?.drop;
}

function labelOfEvent({ clipName, comments, line }: EdlEvent): ClipLabel {
  const said = new Map<string, string>();
  for (const comment of comments) {
    const [, key, value = ""] = COMMENT.exec(comment) ?? [];
    if (key !== undefined) said.set(key.toUpperCase() === "TITLE" ? "title" : "clipType", value.trim());
  }
  if (said.size === 0) return labelOf(clipName ?? "", line);
  const named = splitLabel(clipName ?? "") ?? { title: clipName?.trim() ?? "", clipType: "" };
  const title = said.get("title") ?? named.title;
  const clipType = said.get("clipType") ?? named.clipType;
  if (named.clipType !== "" && (named.title !== title || named.clipType !== clipType))
    refuse(
      line,
      `the clip is called ${JSON.stringify(clipName)}, and its comments say ${joinLabel({ title, clipType })}`,
    );
  checkNames(title, clipType, line);
  return { title, clipType };
}

/** Writes a list as a CMX 3600 EDL, in timecode without dropped frames from 00:00:00:00. */
export function writeEdlList({ frameRate, clips }: TimecodeList): string {
  const events = clips.map((clip, n) => {
    const [first, end] = [clip.first, clip.end].map((frame) => formatTimecode(frame, frameRate));
    const number = String(n + 1).padStart(3, "0");
    return `${number}  AX       V     C        ${first} ${end} ${first} ${end}\n* FROM CLIP NAME: ${joinLabel(clip)}\n`;
  });
  return `TITLE: mega asset\nFCM: NON-DROP FRAME\n\n${events.join("\n")}`;
}
