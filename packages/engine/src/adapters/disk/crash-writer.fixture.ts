import { openDiskBlobStore } from "./disk-blob-store.ts";

/** Puts blobs into the folder at `argv[2]` for ever, and prints each key once its write was acknowledged. */
const store = await openDiskBlobStore(process.argv[2] ?? "");
for (let index = 0; ; index++) {
  const key = `versions/${index % 5}/${index}`;
  await store.put(
    key,
    (async function* () {
      for (let part = 0; part < 4; part++) yield Buffer.alloc(10_000, `${index}.`);
    })(),
  );
  process.stdout.write(`${key}\n`);
}
