import { usageStoreContract } from "../../seams/usage-store.contract.ts";
import { createPostgresUsageStore } from "./postgres-usage-store.ts";
import { usePglite } from "./use-pglite.fixtures.ts";

const pglite = usePglite();

usageStoreContract("PostgreSQL", () => createPostgresUsageStore(pglite.dialect()));
