import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";
import { momentStoreContract } from "../../seams/moment-store.contract.ts";
import { openSqliteMomentStore } from "./sqlite-moment-store.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "cutstream-moments-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const file = () => path.join(folder, "moments.db");

momentStoreContract("SQLite in memory", () => openSqliteMomentStore({ path: ":memory:" }));
momentStoreContract("SQLite in a file", () => openSqliteMomentStore({ path: file() }), {
  reopen: async (store) => {
    await store.close();
    return openSqliteMomentStore({ path: file() });
  },
});
