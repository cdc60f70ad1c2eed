import eld from "eld/extrasmall";

/** The language that a text is in, of those that are told apart by their letters; null where it says too little. */
export function detectLanguage(text: string): string | null {
  const found = eld.detect(text);
  return found.language !== "" && found.isReliable() ? found.language : null;
}
