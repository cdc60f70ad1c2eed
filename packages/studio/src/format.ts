/** A time as players show it: `0:07`, `1:02:03`. @param seconds */
export function formatTime(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** The same to a hundredth of a second, for edges: `0:07.48`. */
export function formatEdge(seconds: number): string {
  const hundredths = Math.round(seconds * 100);
  return `${formatTime(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`;
}

/** How long something lasts: `7.5 s`, `1 min 5 s`, `2 h 10 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return join([minutes, "min"], [whole % 60, "s"]);
  return join([Math.floor(minutes / 60), "h"], [minutes % 60, "min"]);
}

const UNITS = ["kB", "MB", "GB", "TB"] as const;

/** A size in units of a thousand: `512 B`, `1.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

/** A frame rate as it is called: `30000/1001` is `29.97 fps`. */
export function formatFrameRate(rate: string): string {
  const [num = Number.NaN, den = 1] = rate.split("/").map(Number);
  return `${Math.round((num / den) * 100) / 100} fps`;
}

/** A share of something: `42 %`. @param share 0 to 1 */
export function formatShare(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

/** `1 video`, `2 videos`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function join(
  [big, bigUnit]: readonly [number, string],
  [small, smallUnit]: readonly [number, string],
): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}
