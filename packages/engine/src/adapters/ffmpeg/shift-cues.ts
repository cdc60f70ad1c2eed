/** `00:01:02.500 --> 01:04.000 align:start`; hours are optional (WebVTT §4.1, "WebVTT cue timings"). */
const TIMINGS = /^(\d{2,}:)?(\d\d):(\d\d\.\d{3})[ \t]+-->[ \t]+(\d{2,}:)?(\d\d):(\d\d\.\d{3})(.*)$/;

/**
 * Moves every cue of a WebVTT file by some seconds. Cues that end at zero or before are left out, one that starts
 * before zero starts there.
 */
export function shiftCues(vtt: string, seconds: number): string {
  const blocks = vtt.replaceAll("\r\n", "\n").split(/\n{2,}/);
  return blocks.flatMap((block) => shiftBlock(block, seconds)).join("\n\n");
}

function shiftBlock(block: string, seconds: number): string[] {
  const lines = block.split("\n");
  const place = lines.findIndex((line) => TIMINGS.test(line));
  const [, h1, m1, s1, h2, m2, s2, settings] = TIMINGS.exec(lines[place] ?? "") ?? [];
  if (place < 0) return [block];
  const end = read(h2, m2, s2) + seconds;
  if (end <= 0) return [];
  const start = Math.max(0, read(h1, m1, s1) + seconds);
  lines[place] = `${write(start)} --> ${write(end)}${settings}`;
  return [lines.join("\n")];
}

function read(hours = "0:", minutes = "0", seconds = "0"): number {
  return Number(hours.slice(0, -1)) * 3600 + Number(minutes) * 60 + Number(seconds);
}

function write(seconds: number): string {
  const total = Math.round(seconds * 1000);
  const pad = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, "0");
  const [hours, minutes] = [total / 3_600_000, (total / 60_000) % 60];
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad((total / 1000) % 60, 2)}.${pad(total % 1000, 3)}`;
}
