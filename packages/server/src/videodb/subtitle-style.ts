/** What the SDKs send where nobody asked for a look, in the words of Python. */
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

/** Fields of a style that ask for another look than the usual, whichever way they are written. */
export function unusualFields(style: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(style).flatMap(([key, value]) => {
    const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return value === null || USUAL[name] === value ? [] : [name];
  });
}
