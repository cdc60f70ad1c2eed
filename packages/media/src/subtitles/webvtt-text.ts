const TAG = /<[^>]*(?:>|$)/g;
const VOICE = /<v(?:\.[^\s>]*)?[ \t\n]+([^>]*)(?:>|$)/g;

/** The character references that the specification has authors use; others are numeric or stay as they are. */
const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  lrm: "\u200e",
  rlm: "\u200f",
};
/** Control characters and halves of characters: numbers that name no text. */
const UNFIT = /(?![\t\n])[\p{Cc}\p{Cs}]/u;
const REFERENCE = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w+));/g;

/** Cue text as people read it (WebVTT §6.4): without tags; who says it, where all voice spans name the same. */
export function cueTextOf(payload: string): { readonly text: string; readonly speaker: string | undefined } {
  const voices = new Set([...payload.matchAll(VOICE)].map(([, name = ""]) => plainText(name).trim()));
  const [speaker] = voices;
  return {
    text: plainText(payload.replace(TAG, "")).trim(),
    speaker: voices.size === 1 ? speaker : undefined,
  };
}

/** Cue text of plain text, as a voice span where the speaker is known. */
export function writeCueText(text: string, speaker: string | undefined): string {
  if (speaker === undefined) return escaped(text);
  // With the tag's own end, hyphens at the end of a name would make an arrow.
  return `<v ${escaped(speaker).replace(/-$/, "&#45;")}>${escaped(text)}`;
}

function plainText(text: string): string {
  return text.replace(REFERENCE, (reference, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? reference;
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : "";
    return character === "" || UNFIT.test(character) ? reference : character;
  });
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
