/** From which language to which: BCP 47 tags. */
export interface LanguagePair {
  readonly from: string;
  readonly to: string;
}

/** Translates texts. */
export interface Translator {
  /**
   * Name, and version where there is one, of what would translate between these languages now: a translation is kept
   * under it. Null where it cannot.
   */
  identify(pair: LanguagePair): Promise<string | null>;
  /**
   * A translation of each text, in order. Texts follow one another: a translator may look at those around.
   * @throws CutstreamError `translator_unavailable` where it cannot translate between these languages, or not now;
   * `cancelled`
   */
  translate(texts: readonly string[], pair: LanguagePair, signal?: AbortSignal): Promise<readonly string[]>;
}
