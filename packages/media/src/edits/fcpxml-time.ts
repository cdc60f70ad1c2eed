import { MediaFormatError } from "../format-error.ts";
import { FLICKS_PER_SECOND } from "../time.ts";
import { attributeOf, type Element } from "../xml/elements.ts";

const TIME = /^(-?\d{1,18})(?:\/(\d{1,12}))?s$/;

/**
 * Reads a time of FCPXML, which is a fraction of seconds (`1001/30000s`, `5s`), as flicks.
 * @returns undefined where the element has no such attribute.
 * @throws MediaFormatError with the line, for what is no time, and for what is no whole number of flicks: no frame and
 * no sample of sound lies there.
 */
export function readFcpxmlTime(element: Element, name: string): number | undefined {
  const text = attributeOf(element, name);
  if (text === null) return undefined;
  const [match, num = "0", den = "1"] = TIME.exec(text) ?? [];
  const flicks =
    match === undefined || BigInt(den) === 0n ? undefined : wholeFlicks(BigInt(num), BigInt(den));
  if (flicks !== undefined) return flicks;
  const found = JSON.stringify(text.slice(0, 40));
  throw new MediaFormatError(
    `Line ${element.line}: expected a time such as 1001/30000s as ${name}, found ${found}`,
    element.line,
  );
}

function wholeFlicks(num: bigint, den: bigint): number | undefined {
  const scaled = num * BigInt(FLICKS_PER_SECOND);
  const flicks = Number(scaled / den);
  return scaled % den === 0n && Number.isSafeInteger(flicks) ? flicks : undefined;
}
