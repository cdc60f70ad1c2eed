import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { S3Location } from "./location.ts";

/**
 * How often a request is made before it has failed, with pauses that grow (the SDK's "standard" mode). Only what may
 * pass is tried again: no connection, no answer, 429 and 5xx.
 */
export const ATTEMPTS = 4;
/** Milliseconds until a connection stands. */
const CONNECT_TIMEOUT = 5_000;
/** Milliseconds in which not one byte came or went. */
const IDLE_TIMEOUT = 30_000;
/** Streams to slow viewers each hold a connection; the SDK's own 50 would make all others wait. */
const CONNECTIONS = 512;

/** The part of the environment that is read here; the SDK itself reads credentials, profiles and the rest. */
export type S3Environment = Readonly<Record<string, string | undefined>>;

/**
 * A client as the usual AWS environment says: AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, AWS_REGION or
 * AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE. Where an endpoint is
 * named, it is another's than Amazon's: then the bucket stands in the path, and a region is not asked for.
 * @param given beside it, for tests.
 */
export function createS3Client(
  { pathStyle }: Pick<S3Location, "pathStyle">,
  env: S3Environment = process.env,
  given: S3ClientConfig = {},
): S3Client {
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined;
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || (endpoint && "us-east-1");
  return new S3Client({
    ...(endpoint && { endpoint }),
    ...(region && { region }),
    forcePathStyle: pathStyle ?? endpoint !== undefined,
    retryMode: "standard",
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT,
      socketTimeout: IDLE_TIMEOUT,
      httpAgent: { keepAlive: true, maxSockets: CONNECTIONS },
      httpsAgent: { keepAlive: true, maxSockets: CONNECTIONS },
    },
    ...given,
  });
}
