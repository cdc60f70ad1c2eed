import { blobStoreContract } from "../../seams/blob-store.contract.ts";
import { createMemoryBlobStore } from "./memory-blob-store.ts";

blobStoreContract("memory", async () => ({ store: createMemoryBlobStore(), close: async () => undefined }));
