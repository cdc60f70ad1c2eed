import { eventStoreContract } from "../../seams/event-store.contract.ts";
import { createPostgresEventStore } from "./postgres-event-store.ts";
import { usePglite } from "./use-pglite.fixtures.ts";

const pglite = usePglite();

eventStoreContract("PostgreSQL", () => createPostgresEventStore(pglite.dialect()));
