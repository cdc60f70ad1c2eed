/** What a prompt says of lengths, and the prompt without it. */
export interface ReadLength {
  /** Seconds that the reel is to last; null where nothing is said of it. */
  readonly duration: number | null;
  /** Seconds from the beginning of a video that are meant: "the first ten minutes". */
  readonly until: number | null;
  /** Lengths that mean something else, and are passed over: "the last two minutes". */
  readonly passedOver: readonly string[];
  readonly rest: string;
}

const NUMBERS: Readonly<Record<string, number>> = {
  ...{
    a: 1,
    an: 1,
    one: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
  },
  ...{ eleven: 11, twelve: 12, fifteen: 15, twenty: 20, thirty: 30, forty: 40, "forty-five": 45, fifty: 50 },
  ...{ sixty: 60, ninety: 90, "half a": 0.5, "half an": 0.5 },
};

const AMOUNT = `\\d{1,4}(?:\\.\\d{1,2})?|${Object.keys(NUMBERS)
  .sort((a, b) => b.length - a.length)
  .join("|")}`;
const UNIT = "seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h";
/** Between an amount and its unit: nothing only after a digit. */
const GAP = "(?:[ -]|(?<=\\d))";
const PLACE = "first|opening|last|final|closing|after|before|at|since|until|past";
const LENGTH = new RegExp(
  `(?:\\b(${PLACE}) (?:the )?)?\\b(${AMOUNT})${GAP}(${UNIT})\\b( and a half)?(?:,? (?:and )?(${AMOUNT})${GAP}(?:seconds?|secs?|s)\\b)?`,
  "gi",
);

/**
 * Reads lengths out of a prompt: "30 seconds", "45s", "two minutes", "a minute and a half", "1 minute 30 seconds",
 * "half an hour". The first one is how long the reel is to be, unless it says where in a video: "the last two minutes".
 */
export function readLength(prompt: string): ReadLength {
  let duration: number | null = null;
  let until: number | null = null;
  const passedOver: string[] = [];
  const read = (all: string, place: string, amount: string, unit: string, half: string, more: string) => {
    if (isOrdinary(amount, unit)) return all;
    const seconds = (numberOf(amount) + (half ? 0.5 : 0)) * secondsOf(unit) + (more ? numberOf(more) : 0);
    if (/^(?:first|opening)$/i.test(place ?? "")) until ??= seconds;
    else if (place || duration !== null) passedOver.push(all.trim());
    else duration = seconds;
    return " ";
  };
  return { rest: prompt.replaceAll(LENGTH, read), duration, until, passedOver };
}

/** "a second goal" is no length, and "two m" none that anyone writes. */
function isOrdinary(amount: string, unit: string): boolean {
  if (/^\d/.test(amount)) return false;
  return unit.length === 1 || (/^an?$/i.test(amount) && secondsOf(unit) === 1);
}

const numberOf = (amount: string): number => NUMBERS[amount.toLowerCase()] ?? Number(amount);

function secondsOf(unit: string): number {
  if (/^h/i.test(unit)) return 3600;
  return /^m/i.test(unit) ? 60 : 1;
}
