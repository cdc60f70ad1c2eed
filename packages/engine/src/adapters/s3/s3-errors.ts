import { CutstreamError } from "../../errors.ts";
import { throwIfCancelled } from "../../seams/blob-body.ts";

/** What S3 is asked for, for people. */
export interface Asked {
  /** The bucket and where it is: `films at http://127.0.0.1:9000`. */
  readonly place: string;
  /** What fails then: "S3 could not …". */
  readonly doing: string;
  readonly signal?: AbortSignal | undefined;
}

/** What the answers of S3 mean, and how to mend it: "Error responses" of the S3 API reference. */
const REASONS: Readonly<Record<string, string>> = {
  NoSuchBucket: "there is no such bucket; create it, or name another one",
  PermanentRedirect: "the bucket is in another region; set AWS_REGION",
  AuthorizationHeaderMalformed: "the bucket is in another region; set AWS_REGION",
  AccessDenied: "these credentials may not; allow them s3:ListBucket, GetObject, PutObject and DeleteObject",
  InvalidAccessKeyId: "it does not know this AWS_ACCESS_KEY_ID",
  SignatureDoesNotMatch: "AWS_SECRET_ACCESS_KEY is not this key's secret",
  ExpiredToken: "the session's token has expired; renew it",
  RequestTimeTooSkewed: "the clock of this machine is wrong; set it",
  SlowDown: "it is asked too often at a time; try again later",
  CredentialsProviderError: "there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  TimeoutError: "it did not answer in time",
  ECONNREFUSED: "it refuses the connection; is it running, and is AWS_ENDPOINT_URL_S3 right?",
  ENOTFOUND: "there is no server of this name; check AWS_ENDPOINT_URL_S3 and AWS_REGION",
  EAI_AGAIN: "its name could not be looked up just now",
  ECONNRESET: "the connection broke off",
};

/** Where HEAD is answered there is no body to name the error. */
const STATUS_REASONS: Readonly<Record<number, string>> = {
  301: "PermanentRedirect",
  403: "AccessDenied",
  503: "SlowDown",
};

const FULL = new Set(["QuotaExceeded", "EntityTooLarge", "XMinioStorageFull", "InsufficientStorage"]);

/**
 * Awaits an answer of S3 and turns its errors into ours.
 * @throws CutstreamError `cancelled` once the signal is aborted, `storage_full`, `storage_failed`
 */
export async function onS3<T>(asked: Asked, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    throwIfCancelled(asked.signal);
    throw explainS3(asked, thrown);
  }
}

/** What went wrong at S3, in the engine's words. */
export function explainS3({ place, doing }: Asked, thrown: unknown): CutstreamError {
  if (thrown instanceof CutstreamError) return thrown;
  const known = namesOf(thrown);
  const status = statusOf(thrown);
  const cause = lean(thrown);
  if (known.some((name) => FULL.has(name)) || status === 507)
    return new CutstreamError("storage_full", `S3 (${place}) could not ${doing}: it is full.`, { cause });
  const reason = [...known, STATUS_REASONS[status ?? 0] ?? ""].map((name) => REASONS[name]).find(Boolean);
  const own = thrown instanceof Error ? thrown.message.replace(/\.$/, "") : String(thrown);
  const said = reason ?? (own || (status === undefined ? "nobody knows why" : `it answered ${status}`));
  return new CutstreamError("storage_failed", `S3 (${place}) could not ${doing}: ${said}.`, { cause });
}

/** An error of the SDK without the request, answer and sockets that hang on it: it goes into logs. */
function lean(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const error = new Error(thrown.message, { cause: lean(thrown.cause) });
  return Object.assign(error, { name: thrown.name, stack: thrown.stack, status: statusOf(thrown) });
}

/** Whether S3 says that there is no such object. */
export function isAbsentObject(thrown: unknown): boolean {
  const [name] = namesOf(thrown);
  return name === "NoSuchKey" || (statusOf(thrown) === 404 && name !== "NoSuchBucket");
}

/** Whether S3 says that an object has none of the bytes asked for. */
export const isOutOfRange = (thrown: unknown): boolean => statusOf(thrown) === 416;

/** Name and code of an error, and those of its causes; the first is S3's. */
function namesOf(thrown: unknown): readonly string[] {
  const names: string[] = [];
  for (let link = thrown; link instanceof Error && names.length < 10; link = causeOf(link)) {
    names.push(link.name);
    if ("code" in link && typeof link.code === "string") names.push(link.code);
  }
  return names;
}

/** Where a name has several addresses, the attempts at each stand beside one another. */
const causeOf = (error: Error): unknown => (error instanceof AggregateError ? error.errors[0] : error.cause);

function statusOf(thrown: unknown): number | undefined {
  const metadata = (thrown as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata;
  return metadata?.httpStatusCode;
}
