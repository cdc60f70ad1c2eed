import { afterAll, beforeAll, describe } from "vitest";
import { openS3BlobStore } from "../../packages/engine/src/adapters/s3/s3-blob-store.ts";
import { blobStoreContract } from "../../packages/engine/src/seams/blob-store.contract.ts";
import { hasS3, startS3, type TestS3 } from "../kit/s3.ts";

if (!hasS3()) console.warn("SKIPPED blobs on S3: OpenStack Swift is not installed");

describe.skipIf(!hasS3())("blobs on S3", () => {
  let s3: TestS3;
  let bucket: string;
  beforeAll(async () => {
    s3 = await startS3();
    bucket = await s3.bucket();
  });
  afterAll(() => s3?.stop());

  let opened = 0;
  blobStoreContract(
    "s3",
    async () => {
      const client = s3.client();
      const store = await openS3BlobStore(`s3://${bucket}/contract/${++opened}`, client);
      return { store, close: async () => client.destroy() };
    },
    { runs: 8, writers: 20 },
  );
});
