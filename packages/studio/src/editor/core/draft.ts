import type { Arrangement } from "./arrangement.ts";
import {
  DecodeError,
  type Decoder,
  flag,
  list,
  matching,
  nullable,
  number,
  object,
  oneOf,
  text,
  variant,
  whole,
} from "./decode.ts";
import { formatRate, parseRate, type Rate } from "./rate.ts";

/** How a timeline is to be published, as it stands in the form; an empty text is none. */
export interface PublishForm {
  readonly ttl: string;
  readonly user: string;
  readonly name: string;
}

/** What is kept between visits. */
export interface Draft {
  readonly arrangement: Arrangement;
  readonly publish: PublishForm;
}

const VERSION = 1;

/** Writes a draft, rates as text. */
export function writeDraft({ arrangement, publish }: Draft): string {
  const clips = arrangement.clips.map(({ source, ...clip }) => ({
    ...clip,
    source: { ...source, rate: formatRate(source.rate) },
  }));
  return JSON.stringify({ version: VERSION, arrangement: { ...arrangement, clips }, publish });
}

/**
 * Reads a draft.
 * @throws DecodeError where it is none of this version, or its clips do not lie in their sources.
 */
export function readDraft(json: string): Draft {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new DecodeError("The draft is no JSON.");
  }
  const version = (value as { version?: unknown } | null)?.version;
  if (version !== VERSION) {
    throw new DecodeError(`The draft is of version ${JSON.stringify(version)}; this reads ${VERSION}.`);
  }
  const read = draft(value, "draft");
  assertKeys(read.arrangement);
  return read;
}

/** Keys are given once, and what is bound to a clip names one that is there. */
function assertKeys({ clips, overlays, captions, serial }: Arrangement): void {
  const keys = [...clips, ...overlays, ...captions].map((one) => one.key);
  const given = keys.every((one) => Number(one.slice(1)) < serial);
  if (!given || new Set(keys).size < keys.length) throw new DecodeError("The draft gives a key twice.");
  for (const { key: of, span } of overlays) {
    const bound = span.on !== "clip" || clips.some((one) => one.key === span.clip);
    if (!bound) throw new DecodeError(`Overlay ${of} is bound to a clip that is not there.`);
  }
}

const rate: Decoder<Rate> = (value, path) => {
  const read = parseRate(text(value, path));
  if (read) return read;
  throw new DecodeError(`${path} should be a frame rate such as "30000/1001".`);
};

const color = matching(/^#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/, 'a colour such as "#ffcc00"');
const ms = whole(0, 1e10);
const key = matching(/^k\d+$/, "a key");
const anchor = oneOf(
  ...(["top-left", "top", "top-right", "left", "center"] as const),
  ...(["right", "bottom-left", "bottom", "bottom-right"] as const),
);

const source = object({
  video: text,
  title: text,
  rate,
  frames: whole(1),
  pictures: nullable(text),
});

const anyClip = object({ key, source, from: whole(), to: whole(1) });

const clip: typeof anyClip = (value, path) => {
  const read = anyClip(value, path);
  if (read.from < read.to && read.to <= read.source.frames) return read;
  throw new DecodeError(`${path} shows frames ${read.from} to ${read.to} of ${read.source.frames}.`);
};

const span = variant("on", {
  all: object({}),
  timeline: object({ start: ms, end: nullable(ms) }),
  clip: object({ clip: key, from: nullable(whole()), to: nullable(whole()) }),
});

const content = variant("kind", {
  image: object({ image: text, name: text, url: text }),
  text: object({
    text,
    color,
    background: nullable(color),
    lineHeight: whole(10, 500),
    bold: flag,
    font: oneOf("sans-serif", "serif", "monospace", "system-ui", "cursive", "fantasy"),
  }),
  color: object({ color }),
});

const overlay = object({
  ...{ key, content, span, anchor, width: nullable(whole(1, 100)) },
  ...{ opacity: whole(0, 100), fadeIn: ms, fadeOut: ms },
});

const captions = object({
  ...{ key, language: text, style: oneOf("caption", "lower-third", "words"), shown: flag },
  ...{ file: nullable(object({ name: text, text })), translate: flag },
});

const reframe = object({
  aspect: matching(/^[1-9]\d{0,4}:[1-9]\d{0,4}$/, 'a ratio such as "9:16"'),
  fit: oneOf("crop", "pad"),
  mode: oneOf("simple", "smart"),
  anchor,
  background: matching(/^(?:blur|#[0-9a-fA-F]{6})$/, '"blur", or a colour'),
});

const music = object({
  ...{ video: text, title: text, mode: oneOf("replace", "mix"), loop: flag, start: ms, end: nullable(ms) },
  ...{ gain: number(-60, 20), duck: number(0, 60), fadeIn: ms, fadeOut: ms },
});

const draft: Decoder<Draft> = object({
  arrangement: object({
    ...{ clips: list(clip), overlays: list(overlay), captions: list(captions) },
    ...{ reframe: nullable(reframe), music: nullable(music) },
    ...{ render: oneOf("player", "segments"), serial: whole(1) },
  }),
  publish: object({ ttl: text, user: text, name: text }),
});
