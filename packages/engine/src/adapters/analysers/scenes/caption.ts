import { kindOf } from "./nets/coco.ts";
import { isNameSure, type Scene, type SceneObject } from "./scene.ts";

const NUMBERS = ["no", "a", "two", "three", "four"];

/** What is seen, in plain words: "a person and two dogs; mostly green; text: BREAKING NEWS". */
export function captionOf(scene: Scene): string {
  if (scene.isBlack) return "black picture";
  const things = scene.objects.map(thing);
  if (scene.animal && !scene.objects.some(({ name }) => kindOf(name) === "animal")) things.push("an animal");
  return [list(things), faceWords(scene), colourWords(scene), textWords(scene)]
    .filter((part) => part !== "")
    .join("; ");
}

function thing(object: SceneObject): string {
  const { name, count } = object;
  if (!isNameSure(object)) {
    return count > 1 ? `animals, perhaps ${plural(name)}` : `an animal, perhaps ${withArticle(name)}`;
  }
  if (count === 1) return withArticle(name);
  return `${NUMBERS[count] ?? "several"} ${plural(name)}`;
}

function faceWords({ faces, closeUp }: Scene): string {
  if (faces === 0) return "";
  const words = faces === 1 ? "a face" : `${NUMBERS[faces] ?? "several"} faces`;
  return closeUp ? `${words} close up` : words;
}

function colourWords({ mostly, colours, isGrey, brightness }: Scene): string {
  const light = brightness === "medium" ? "" : brightness;
  const colour = mostly !== null ? `mostly ${mostly}` : list(colours);
  const words = isGrey ? "black and white" : colour;
  return [light, words].filter((part) => part !== "").join(", ");
}

function textWords({ texts }: Scene): string {
  return texts.length === 0 ? "" : `text: ${texts.join(" / ")}`;
}

function list(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

function withArticle(name: string): string {
  if (name === "scissors" || name === "skis") return name;
  return `${/^[aeiou]/.test(name) ? "an" : "a"} ${name}`;
}

const PLURALS: Readonly<Record<string, string>> = {
  person: "people",
  mouse: "mice",
  knife: "knives",
  sheep: "sheep",
  broccoli: "broccoli",
  scissors: "scissors",
  skis: "skis",
};

function plural(name: string): string {
  const known = PLURALS[name];
  if (known !== undefined) return known;
  return /(s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}
