import { createHash } from "node:crypto";
import type { SpokenText } from "@cutstream/media";
import { z } from "zod";
import { CutstreamError } from "../errors.ts";
import { keys } from "../library/keys.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { LanguagePair, Translator } from "../seams/translator.ts";

export type Pair = LanguagePair;

/** Translates what is said, once: translations are kept beside the text's version, and go with it. */
export interface Translations {
  /** @throws CutstreamError `translator_unavailable` where nothing can translate between these languages. */
  check(pair: Pair): Promise<void>;
  /**
   * Waits for a translation {@link TRANSLATION_SECONDS} at most. It goes on beyond that, so that asking again finds it.
   * @throws CutstreamError `translation_pending` where it takes longer; `translator_unavailable`
   */
  translate(version: string, spoken: readonly SpokenText[], pair: Pair): Promise<SpokenText[]>;
  /** Stops those that go on. */
  close(): Promise<void>;
}

/** Seconds that publishing waits for a translation. */
const TRANSLATION_SECONDS = 10;
/** Texts that are translated at a time. */
const BATCH = 200;

const stored = z.object({ format: z.literal(1), texts: z.array(z.string()) });

export interface TranslationsParts {
  readonly blobs: BlobStore;
  /** In the order in which they are asked. */
  readonly translators: readonly Translator[];
  /** Default {@link TRANSLATION_SECONDS}. */
  readonly patienceSeconds?: number;
}

export function createTranslations(parts: TranslationsParts): Translations {
  const { blobs, translators, patienceSeconds = TRANSLATION_SECONDS } = parts;
  const running = new Map<string, Promise<readonly string[]>>();
  const closing = new AbortController();

  const choose = async (pair: Pair): Promise<{ readonly translator: Translator; readonly name: string }> => {
    for (const translator of translators) {
      const name = await translator.identify(pair);
      if (name !== null) return { translator, name };
    }
    const message = `Nothing is configured that translates from ${pair.from} to ${pair.to}.`;
    throw new CutstreamError("translator_unavailable", message);
  };

  const read = async (key: string): Promise<readonly string[] | undefined> => {
    if ((await blobs.size(key)) === undefined) return undefined;
    return stored.parse(JSON.parse(new TextDecoder().decode(await blobs.read(key)))).texts;
  };

  const make = async (
    key: string,
    texts: readonly string[],
    pair: Pair,
    translator: Translator,
  ): Promise<readonly string[]> => {
    const made: string[] = [];
    for (let at = 0; at < texts.length; at += BATCH) {
      const batch = texts.slice(at, at + BATCH);
      const answer = await translator.translate(batch, pair, closing.signal);
      if (answer.length !== batch.length) {
        const message = `The translator gave ${answer.length} texts for ${batch.length}.`;
        throw new CutstreamError("translator_unavailable", message);
      }
      made.push(...answer);
    }
    await blobs.put(key, new TextEncoder().encode(JSON.stringify({ format: 1, texts: made })));
    return made;
  };

  /** One at a time of each; what fails is told to whoever waits, and tried anew when it is asked for again. */
  const share = (key: string, start: () => Promise<readonly string[]>): Promise<readonly string[]> => {
    const known = running.get(key);
    if (known) return known;
    const made = start().finally(() => running.delete(key));
    made.catch(() => undefined);
    running.set(key, made);
    return made;
  };

  return {
    check: async (pair) => void (await choose(pair)),
    async translate(version, spoken, pair) {
      const { translator, name } = await choose(pair);
      const texts = spoken.map(({ text }) => text);
      const key = keyOf(version, texts, pair, name);
      const made =
        (await read(key)) ??
        (await withPatience(
          share(key, () => make(key, texts, pair, translator)),
          patienceSeconds,
          pair,
        ));
      return spoken.map(({ start, end, speaker }, n) => ({
        ...{ start, end, text: (made[n] ?? "").replace(/\s+/g, " ").trim(), words: [] },
        ...(speaker !== undefined && { speaker }),
      }));
    },
    async close() {
      closing.abort();
      await Promise.allSettled(running.values());
    },
  };
}

async function withPatience<T>(work: Promise<T>, seconds: number, { from, to }: Pair): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `The translation from ${from} to ${to} takes longer than ${seconds} s; it goes on.`;
      reject(new CutstreamError("translation_pending", message, { retryAfter: Math.ceil(seconds) }));
    }, seconds * 1000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** A translation is a function of the texts, the languages and what translates. */
function keyOf(version: string, texts: readonly string[], { from, to }: Pair, translator: string): string {
  const named = JSON.stringify({ texts, from, to, translator });
  const hash = createHash("sha256").update(named).digest("hex").slice(0, 32);
  return `${keys.version(version)}text/translated/${hash}`;
}
