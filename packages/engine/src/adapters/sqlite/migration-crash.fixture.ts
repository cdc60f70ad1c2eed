import { writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { CATALOG_STEPS, migrate } from "./migrations.ts";

/** Migrates the file at `argv[2]` by a step that does half of its work, says so, and never ends. */
const database = new DatabaseSync(process.argv[2] ?? "");
database.function("tell", () => writeSync(1, "half\n"));
migrate(database, [
  ...CATALOG_STEPS,
  `create table half (n integer); insert into half values (1); delete from streams; select tell();
   with recursive count (n) as (select 1 union all select n + 1 from count) select max(n) from count;`,
]);
