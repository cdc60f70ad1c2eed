import type { Sidecar, SidecarFormat } from "../../library/sidecars.ts";

const FORMATS: Readonly<Record<string, SidecarFormat>> = {
  srt: "srt",
  vtt: "vtt",
  ttml: "ttml",
  ass: "ass",
  ssa: "ass",
};

/** What may follow the language: for the hard of hearing, closed captions, or only what other languages say. */
const KINDS: ReadonlySet<string> = new Set(["sdh", "cc", "forced"]);

/** Primary languages that BCP 47 knows have two or three letters (RFC 5646 §2.2.1); longer ones are none yet. */
const TAG = /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i;

/**
 * Reads the name of a file as that of a film's subtitles: `heat.srt`, `heat.en.srt`, `heat.pt-BR.forced.vtt` are those
 * of `heat.mp4`. Undefined for every other name.
 * @param film the film's name without its extension
 */
export function readSidecarName(
  name: string,
  film: string,
): Pick<Sidecar, "language" | "forced" | "format"> | undefined {
  if (!name.startsWith(`${film}.`)) return undefined;
  const parts = name.slice(film.length + 1).split(".");
  const format = FORMATS[parts.pop()?.toLowerCase() ?? ""];
  if (format === undefined || parts.length > 2) return undefined;
  const kind = KINDS.has(parts.at(-1)?.toLowerCase() ?? "") ? parts.pop()?.toLowerCase() : undefined;
  const forced = kind === "forced";
  const [tag, ...rest] = parts;
  if (tag === undefined) return { language: null, forced, format };
  const language = rest.length === 0 ? languageOf(tag) : undefined;
  return language === undefined ? undefined : { language, forced, format };
}

function languageOf(tag: string): string | undefined {
  if (!TAG.test(tag)) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
