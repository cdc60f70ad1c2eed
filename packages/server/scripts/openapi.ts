import { writeFile } from "node:fs/promises";
import { createRig } from "../src/testing/rig.ts";

// Writes openapi.json from the schemas of the routes; a unit test holds it to them.
await using rig = await createRig();
const { body } = await rig.app.inject("/openapi.json");
await writeFile(
  new URL("../openapi.json", import.meta.url),
  `${JSON.stringify(JSON.parse(body), null, 2)}\n`,
);
