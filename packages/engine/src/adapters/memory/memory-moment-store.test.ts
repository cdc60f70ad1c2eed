import { momentStoreContract } from "../../seams/moment-store.contract.ts";
import { createMemoryMomentStore } from "./memory-moment-store.ts";

momentStoreContract("memory", async () => createMemoryMomentStore());
