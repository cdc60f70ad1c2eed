import type { SubtitleInput, SubtitleSource, SubtitleStyle } from "../api/subtitles.ts";
import { CutstreamError } from "../errors.ts";
import { canonicalLanguage, nameOfLanguage } from "./languages.ts";

/** Subtitles as they were asked for, with all that was left open decided. */
export interface SubtitleRequest {
  /** Canonical BCP 47 tag. */
  readonly language: string;
  readonly source: SubtitleSource;
  /** Null: not translated. Else from this language, or (`any`) from what the text is said to be in. */
  readonly translateFrom: string | "any" | null;
  readonly name: string;
  readonly default: boolean;
  readonly autoselect: boolean;
  readonly forced: boolean;
  readonly style: SubtitleStyle;
  /** Where it stands in the request. */
  readonly path: string;
}

/** A player's menu of more is no menu. */
const MOST_RENDITIONS = 50;
const LONGEST_NAME = 128;
/** What a playlist cannot hold, and the line and paragraph separators, at which some players break lines. */
const UNFIT = /["\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * Decides what subtitles were asked for.
 * @throws CutstreamError `invalid_request` for what is no language, two of one name, more than one default, a name that
 * a playlist cannot hold, and a default or forced one that may not be selected (RFC 8216 §4.3.4.1).
 */
export function checkSubtitles(inputs: readonly SubtitleInput[]): SubtitleRequest[] {
  if (inputs.length > MOST_RENDITIONS) {
    throw invalid(
      `There are ${inputs.length} subtitles; a stream takes ${MOST_RENDITIONS}.`,
      "timeline.subtitles",
    );
  }
  const requests = inputs.map((input, n) => check(input, `timeline.subtitles[${n}]`));
  const names = new Map<string, string>();
  for (const { name, path } of requests) {
    const other = names.get(name);
    if (other !== undefined) {
      throw invalid(
        `${path} and ${other} are both named ${JSON.stringify(name)}; give one another name.`,
        path,
      );
    }
    names.set(name, path);
  }
  const [first, second] = requests.filter((request) => request.default);
  if (first && second)
    throw invalid(`${second.path} and ${first.path} are both default.`, `${second.path}.default`);
  return requests;
}

function check(input: SubtitleInput, path: string): SubtitleRequest {
  const language = languageAt(input.language, `${path}.language`);
  const { autoselect = true, forced = false, translate = false } = input;
  if (!autoselect && (input.default || forced)) {
    const what = forced ? "forced" : "default";
    throw invalid(`${path} is ${what}, so that players must be free to select it.`, `${path}.autoselect`);
  }
  return {
    language,
    source: input.source ?? "transcript",
    translateFrom: translateFrom(translate, path),
    name: checkName(input.name ?? nameOfLanguage(language) + (forced ? " (forced)" : ""), `${path}.name`),
    default: input.default ?? false,
    autoselect,
    forced,
    style: input.style ?? "caption",
    path,
  };
}

function translateFrom(translate: boolean | { readonly from: string }, path: string): string | null {
  if (typeof translate === "object") return languageAt(translate.from, `${path}.translate.from`);
  return translate ? "any" : null;
}

function languageAt(tag: string, path: string): string {
  const canonical = canonicalLanguage(tag);
  if (canonical !== undefined) return canonical;
  throw invalid(`${path} is ${JSON.stringify(tag)}, which is no BCP 47 tag such as en or pt-BR.`, path);
}

function checkName(name: string, path: string): string {
  if (name.length > 0 && name.length <= LONGEST_NAME && !UNFIT.test(name) && name.isWellFormed()) return name;
  throw invalid(
    `${path} must have 1 to ${LONGEST_NAME} characters, and neither quotes, line breaks nor control characters.`,
    path,
  );
}

const invalid = (message: string, path: string): CutstreamError =>
  new CutstreamError("invalid_request", message, { path });
