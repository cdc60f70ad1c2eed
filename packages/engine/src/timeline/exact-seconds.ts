import { FLICKS_PER_SECOND, formatRational } from "@cutstream/media";

/** Flicks as an exact fraction of seconds, as times are given. */
export function exactSeconds(flicks: number): string {
  return formatRational({ num: flicks, den: FLICKS_PER_SECOND });
}
