import { readFile, writeFile } from "node:fs/promises";
import openWabt from "wabt";

/*
 * node scripts/compile-vector-scan.ts
 * Compiles the scan of vectors to WebAssembly, to be committed beside its text; a unit test holds the two together.
 */
const folder = new URL("../packages/engine/src/adapters/sqlite/moments/", import.meta.url);
const text = await readFile(new URL("vector-scan.wat", folder), "utf8");
const wabt = await openWabt();
const module = wabt.parseWat("vector-scan.wat", text);
await writeFile(new URL("vector-scan.wasm", folder), module.toBinary({}).buffer);
