import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import PQueue from "p-queue";
import { CutstreamError } from "../../errors.ts";
import { type Asked, onS3 } from "./s3-errors.ts";

/** Parts on their way at a time; another one waits, and one is gathered. */
const PARTS_AT_ONCE = 2;
/** "Amazon S3 multipart upload limits" of the S3 User Guide. */
const MOST_PARTS = 10_000;

/** An object that is to be. */
export interface UploadTarget {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * Uploads an object by its parts: it is there, whole, once all of them are. A part that fails stops the others and the
 * reading of more, and what was uploaded is thrown away; so does an abort. (The SDK's own `Upload` reads on to the end
 * of the source after a part has failed, and cannot stop the parts that are on their way.)
 * @param parts all of one size but the last; they end when `stop` is aborted. What they throw comes out as it is.
 * @param stop aborted here where a part fails, with its error. `asked.signal` follows it.
 * @throws CutstreamError `storage_full`, `storage_failed`, `cancelled`
 */
export async function uploadParts(
  client: S3Client,
  target: UploadTarget,
  parts: AsyncIterable<Uint8Array>,
  { asked, stop }: { readonly asked: Asked; readonly stop: AbortController },
): Promise<void> {
  const options = asked.signal ? { abortSignal: asked.signal } : {};
  const { UploadId } = await onS3(asked, client.send(new CreateMultipartUploadCommand(target), options));
  const upload = { ...target, UploadId };
  const uploadPart = async (PartNumber: number, Body: Uint8Array): Promise<CompletedPart> => {
    const part = client.send(new UploadPartCommand({ ...upload, PartNumber, Body }), options);
    const { ETag, ChecksumCRC32 } = await onS3(asked, part);
    return { PartNumber, ETag, ChecksumCRC32 };
  };
  const queue = new PQueue({ concurrency: PARTS_AT_ONCE });
  const sent: Promise<CompletedPart>[] = [];
  try {
    for await (const body of parts) {
      const number = sent.length + 1;
      if (number > MOST_PARTS) throw tooLarge(asked);
      await queue.onSizeLessThan(1);
      const sending = queue.add(() => uploadPart(number, body));
      // Stopped at once, while the source is still being read; thrown below.
      sending.catch((thrown) => stop.abort(thrown));
      sent.push(sending);
    }
    const whole = { ...upload, MultipartUpload: { Parts: await Promise.all(sent) } };
    await onS3(asked, client.send(new CompleteMultipartUploadCommand(whole), options));
  } catch (thrown) {
    stop.abort(thrown);
    await Promise.allSettled(sent);
    // Where not even this succeeds, a lifecycle rule of the bucket clears up; the first error matters more.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw thrown;
  }
}

const tooLarge = ({ place, doing }: Asked): CutstreamError =>
  new CutstreamError("storage_failed", `S3 (${place}) could not ${doing}: it has over ${MOST_PARTS} parts.`);
