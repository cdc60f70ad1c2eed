import type { Json, JsonObject, Moment } from "../../../moments/moment.ts";
import type { Box, Scored } from "./pictures/picture.ts";
import { labelsOf, type Scene, type Seen } from "./scene.ts";
import type { Stretch } from "./stretches.ts";

/** What a moment of a scene is made of. */
export interface SceneParts {
  readonly stretch: Stretch;
  readonly scene: Scene;
  readonly glances: readonly Seen[];
  readonly caption: string;
  readonly frameFlicks: number;
}

/** A scene as a moment: words to search, facts to filter by, boxes to look at. */
export function momentOf({ stretch, scene, glances, caption, frameFlicks }: SceneParts): Moment {
  return {
    start: stretch.from * frameFlicks,
    end: stretch.to * frameFlicks,
    text: caption,
    language: "en",
    labels: labelsOf(scene),
    metadata: metadataOf(scene),
    detail: { stills: glances.map(stillDetail) },
  };
}

function metadataOf({ objects, faces, colours, brightness, camera, texts }: Scene): JsonObject {
  return {
    objects: Object.fromEntries(objects.map(({ name, count }) => [name, count])),
    faces,
    colours,
    brightness,
    ...(camera === null ? {} : { motion: camera }),
    ...(texts.length === 0 ? {} : { ocr: texts.join(" / ") }),
  };
}

function stillDetail({ frame, findings }: Seen): Json {
  return {
    frame,
    objects: findings.objects.map((object) => ({ name: object.name, ...place(object) })),
    faces: findings.faces.map(place),
    texts: findings.texts.map((text) => ({ text: text.text, ...place(text) })),
  };
}

function place({ box, score }: Scored): { score: number; box: JsonObject } {
  return { score: rounded(score), box: roundedBox(box) };
}

function roundedBox({ x, y, width, height }: Box): JsonObject {
  return { x: rounded(x), y: rounded(y), width: rounded(width), height: rounded(height) };
}

/** A thousandth of the picture is less than the models know. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
