import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import { CutstreamError } from "../../errors.ts";
import { allocateUnset } from "../../seams/allocate.ts";
import { chunksOf, throwIfCancelled } from "../../seams/blob-body.ts";
import { assertBlobKey, assertBlobPrefix, isBlobKeyPart } from "../../seams/blob-key.ts";
import { rangeWithin } from "../../seams/blob-range.ts";
import type { BlobStore, ByteRange, ReadableBlob } from "../../seams/blob-store.ts";
import { createS3Client } from "./client.ts";
import { parseS3Location, type S3Location } from "./location.ts";
import { uploadParts } from "./multipart-upload.ts";
import { objectBody } from "./object-body.ts";
import { partsOf } from "./parts.ts";
import { type Asked, explainS3, isAbsentObject, isOutOfRange, onS3 } from "./s3-errors.ts";

/** Bytes that are uploaded at a time; a blob has at most 10 000 times as many. */
const PART_SIZE = 16 * 2 ** 20;
/** Keys of a page: what a list has at most, and what one deletion takes at most. */
const PAGE = 1000;

/**
 * Opens the blobs in a bucket: one object a blob. Its settings are the usual AWS environment's, as
 * {@link createS3Client} reads it.
 *
 * There is no copy on local disk in front of it: what many ask for is in memory (`stream/segments/chunk-cache.ts`), and
 * behind a cache for viewers, such as nginx or a CDN, a node reads each segment of a film once.
 * @param location `s3://bucket/prefix`
 * @throws CutstreamError `storage_failed` where the bucket cannot be listed.
 */
export async function openS3BlobStore(location: string, client?: S3Client): Promise<BlobStore> {
  const where = parseS3Location(location);
  const connected = client ?? createS3Client(where);
  const store = new S3BlobStore(connected, where, await placeOf(where, connected));
  await store.assertThere();
  return store;
}

class S3BlobStore implements BlobStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  /** What stands before every key: empty, or it ends in a slash. */
  readonly #folder: string;
  readonly #place: string;

  constructor(client: S3Client, { bucket, prefix }: S3Location, place: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#folder = prefix === "" ? "" : `${prefix}/`;
    this.#place = place;
  }

  async assertThere(): Promise<void> {
    const command = new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: this.#folder, MaxKeys: 1 });
    await onS3(this.#asked("be used"), this.#client.send(command));
  }

  async put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void> {
    const target = this.#object(key);
    throwIfCancelled(signal);
    const stop = new AbortController();
    const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const asked = this.#asked(`store blob ${key}`, either);
    const parts = partsOf(chunksOf(body, either), PART_SIZE);
    try {
      const first = await parts.next();
      const second = first.done ? first : await parts.next();
      if (!first.done && !second.done) {
        const all = chained([first.value, second.value], parts);
        await uploadParts(this.#client, target, all, { asked, stop });
        return;
      }
      const command = new PutObjectCommand({ ...target, Body: first.value ?? new Uint8Array() });
      await onS3(asked, this.#client.send(command, { abortSignal: either }));
    } finally {
      await parts.return();
    }
  }

  async size(key: string): Promise<number | undefined> {
    const command = new HeadObjectCommand(this.#object(key));
    try {
      return (await this.#client.send(command)).ContentLength ?? 0;
    } catch (thrown) {
      if (isAbsentObject(thrown)) return undefined;
      throw explainS3(this.#asked(`look for blob ${key}`), thrown);
    }
  }

  async read(key: string, range?: ByteRange, allocate = allocateUnset): Promise<Uint8Array> {
    const { size, chunks } = await this.#open(key, range);
    const bytes = allocate(size);
    let at = 0;
    for await (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  async stream(key: string, range?: ByteRange): Promise<ReadableBlob> {
    const { size, chunks, close } = await this.#open(key, range);
    const body = Readable.from(chunks, { objectMode: false });
    // A generator that was never begun has nothing to end.
    body.once("close", close);
    return { size, body };
  }

  async *list(prefix: string): AsyncIterable<string> {
    for await (const page of this.#pages(prefix)) yield* page;
  }

  async delete(key: string): Promise<void> {
    const command = new DeleteObjectCommand(this.#object(key));
    await onS3(this.#asked(`delete blob ${key}`), this.#client.send(command));
  }

  async deletePrefix(prefix: string): Promise<void> {
    const asked = this.#asked(`delete blobs at ${prefix}`);
    for await (const page of this.#pages(prefix)) {
      const Objects = page.map((key) => ({ Key: this.#folder + key }));
      const command = new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } });
      addContentMd5(command);
      const { Errors: [failed] = [] } = await onS3(asked, this.#client.send(command));
      if (failed) throw explainS3(asked, Object.assign(new Error(failed.Message), { name: failed.Code }));
    }
  }

  localPath(key: string): undefined {
    assertBlobKey(key);
  }

  /** Asks for a range, and checks that it is what comes. */
  async #open(key: string, range: ByteRange | undefined) {
    const asked = this.#asked(`read blob ${key}`);
    // An empty range cannot be asked for, and no server says well what is wrong with another.
    if (range && !isAskable(range)) {
      rangeWithin(key, await this.#sizeOf(key), range);
      return { size: 0, chunks: chained([], Readable.from([])), close() {} };
    }
    const { size, total, body } = await this.#get(key, range);
    const { start, end } = rangeWithin(key, total, range);
    if (size !== end - start) {
      body.destroy();
      throw explainS3(asked, new Error(`of ${end - start} bytes it sent ${size}`));
    }
    const whole = objectBody(body, { start, end }, async (rest) => (await this.#get(key, rest)).body);
    return { size, chunks: explained(whole, asked), close: () => void body.destroy() };
  }

  async #get(key: string, range: ByteRange | undefined) {
    const Range = range && `bytes=${range.start}-${range.end - 1}`;
    const command = new GetObjectCommand({ ...this.#object(key), ...(Range && { Range }) });
    try {
      const { Body, ContentLength: size = 0, ContentRange } = await this.#client.send(command);
      const total = Number(/\/(\d+)$/.exec(ContentRange ?? "")?.[1] ?? size);
      return { size, total, body: Body as Readable };
    } catch (thrown) {
      if (isAbsentObject(thrown)) throw notFound(key);
      if (isOutOfRange(thrown)) rangeWithin(key, await this.#sizeOf(key), range);
      throw explainS3(this.#asked(`read blob ${key}`), thrown);
    }
  }

  async #sizeOf(key: string): Promise<number> {
    const size = await this.size(key);
    if (size === undefined) throw notFound(key);
    return size;
  }

  /** Keys by the page; what is no key of ours is another's. */
  async *#pages(prefix: string): AsyncGenerator<readonly string[], void, undefined> {
    assertBlobPrefix(prefix);
    const query = { Bucket: this.#bucket, Prefix: this.#folder + prefix };
    const pages = paginateListObjectsV2({ client: this.#client, pageSize: PAGE }, query)[
      Symbol.asyncIterator
    ]();
    for (;;) {
      const page = await onS3(this.#asked(`list blobs at ${prefix}`), pages.next());
      if (page.done) return;
      const keys = (page.value.Contents ?? []).map(({ Key = "" }) => Key.slice(this.#folder.length));
      const ours = keys.filter((key) => key.split("/").every(isBlobKeyPart));
      if (ours.length > 0) yield ours;
    }
  }

  #object(key: string) {
    assertBlobKey(key);
    return { Bucket: this.#bucket, Key: this.#folder + key };
  }

  #asked(doing: string, signal?: AbortSignal): Asked {
    return { place: this.#place, doing, signal };
  }
}

async function* chained(first: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>) {
  yield* first;
  yield* rest;
}

/** Many servers want Content-MD5 of a deletion; the SDK sends one of newer checksums in its place. */
function addContentMd5({ middlewareStack }: DeleteObjectsCommand): void {
  middlewareStack.add(
    (next) => (args) => {
      const { body, headers } = args.request as { body: string; headers: Record<string, string> };
      headers["content-md5"] = createHash("md5").update(body).digest("base64");
      return next(args);
    },
    { step: "build" },
  );
}

const isAskable = ({ start, end }: ByteRange): boolean =>
  Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start < end;

/** The bucket and where it is, for people. */
async function placeOf({ bucket, prefix }: S3Location, { config }: S3Client): Promise<string> {
  const endpoint = await config.endpoint?.();
  const at = endpoint ? `${endpoint.hostname}${endpoint.port ? `:${endpoint.port}` : ""}` : "Amazon";
  return `${prefix === "" ? bucket : `${bucket}/${prefix}`} at ${at}`;
}

/** Chunks, with what goes wrong between them in our words. */
async function* explained(chunks: AsyncIterable<Uint8Array>, asked: Asked): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (thrown) {
    throw explainS3(asked, thrown);
  }
}

const notFound = (key: string): CutstreamError =>
  new CutstreamError("blob_not_found", `There is no blob ${key}.`);
