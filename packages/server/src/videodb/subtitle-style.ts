/** What the SDKs send with `add_subtitle` where nobody asked for a look, in the words of Python. */
const USUAL: Readonly<Record<string, unknown>> = {
  font_name: "Arial",
  font_size: 18,
  primary_colour: "&H00FFFFFF",
  secondary_colour: "&H000000FF",
  outline_colour: "&H00000000",
  back_colour: "&H00000000",
  bold: false,
  italic: false,
  underline: false,
  strike_out: false,
  scale_x: 1,
  scale_y: 1,
  spacing: 0,
  angle: 0,
  border_style: 4,
  outline: 1,
  shadow: 0,
  alignment: 2,
  margin_l: 10,
  margin_r: 10,
  margin_v: 10,
};

/** What they send with captions of the editor's timeline. */
const USUAL_CAPTION: Readonly<Record<string, unknown>> = {
  "font.font_name": "Clear Sans",
  "font.font_size": 30,
  "font.bold": false,
  "font.italic": false,
  "font.underline": false,
  "font.strikeout": false,
  "font.scale_x": 100,
  "font.scale_y": 100,
  "font.spacing": 0,
  "font.angle": 0,
  primary_color: "&H00FFFFFF",
  secondary_color: "&H000000FF",
  back_color: "&H00000000",
  "border.style": "outline_and_shadow",
  "border.outline": 1,
  "border.outline_color": "&H00000000",
  "border.shadow": 0,
  "position.alignment": "bottom_center",
  "position.margin_l": 30,
  "position.margin_r": 30,
  "position.margin_v": 30,
};

type Style = Readonly<Record<string, unknown>>;

/** Fields of the style of `add_subtitle` that ask for another look than the usual, whichever way they are written. */
export function unusualFields(style: Style): string[] {
  return unlike(USUAL, style);
}

/** Those of a caption's look: `font.font_size`. */
export function unusualCaptionFields(look: Style): string[] {
  const flat = Object.entries(look).flatMap(([key, value]) =>
    typeof value === "object" && value !== null
      ? Object.entries(value).map(([inner, part]): [string, unknown] => [`${key}.${inner}`, part])
      : [[key, value] as [string, unknown]],
  );
  return unlike(USUAL_CAPTION, Object.fromEntries(flat));
}

function unlike(usual: Style, given: Style): string[] {
  return Object.entries(given).flatMap(([key, value]) => {
    const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return value === null || value === undefined || usual[name] === value ? [] : [name];
  });
}

/**
 * What is said of fields that change nothing.
 * @param drawn whether captions are drawn into the pictures, as they are where anything else is.
 */
export function unusedLook(fields: readonly string[], drawn: boolean): string[] {
  if (fields.length === 0) return [];
  const how = drawn
    ? "Captions are drawn into the pictures in one look"
    : "Captions are a rendition of text, whose look players choose";
  return [`${how}: ${fields.join(", ")} ${fields.length === 1 ? "is" : "are"} not used.`];
}
