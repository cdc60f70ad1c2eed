/** Names of colours that people type; ffmpeg knows those of CSS. */
const NAMES: Readonly<Record<string, string>> = {
  black: "#000000",
  white: "#ffffff",
  red: "#ff0000",
  lime: "#00ff00",
  green: "#008000",
  blue: "#0000ff",
  yellow: "#ffff00",
  cyan: "#00ffff",
  aqua: "#00ffff",
  magenta: "#ff00ff",
  fuchsia: "#ff00ff",
  gray: "#808080",
  grey: "#808080",
  silver: "#c0c0c0",
  maroon: "#800000",
  olive: "#808000",
  navy: "#000080",
  purple: "#800080",
  teal: "#008080",
  orange: "#ffa500",
  pink: "#ffc0cb",
  brown: "#a52a2a",
  gold: "#ffd700",
  violet: "#ee82ee",
  indigo: "#4b0082",
};

/**
 * A colour as overlays take it, with how solid it is: `#222`, `#ff8800`, `0xff8800`, `red`, each with `@0.5` behind it
 * or not.
 * @returns undefined where it is no colour that is known here.
 */
export function readColour(text: string, opacity = 1): string | undefined {
  const [name = "", alpha] = text.trim().toLowerCase().split("@");
  const solid = (alpha === undefined ? 1 : Number(alpha)) * opacity;
  const hex = NAMES[name] ?? longHex(name);
  if (hex === undefined || !(solid >= 0 && solid <= 1)) return undefined;
  const own = hex.length === 9 ? Number.parseInt(hex.slice(7), 16) / 255 : 1;
  const byte = Math.round(solid * own * 255);
  return hex.slice(0, 7) + (byte === 255 ? "" : byte.toString(16).padStart(2, "0"));
}

function longHex(text: string): string | undefined {
  const digits = /^(?:#|0x)([0-9a-f]{3,8})$/.exec(text)?.[1];
  if (digits === undefined) return undefined;
  if (digits.length === 3) return `#${[...digits].map((digit) => digit + digit).join("")}`;
  return digits.length === 6 || digits.length === 8 ? `#${digits}` : undefined;
}
