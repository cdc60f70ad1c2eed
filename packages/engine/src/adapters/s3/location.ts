import { CutstreamError } from "../../errors.ts";
import { isBlobKeyPart } from "../../seams/blob-key.ts";

/** Where in S3 blobs lie. */
export interface S3Location {
  readonly bucket: string;
  /** Parts of a key joined by `/`, before those of every blob; empty: the bucket holds nothing else. */
  readonly prefix: string;
  /** Whether the bucket stands in the path of URLs, or before the host. Undefined: as the endpoint needs it. */
  readonly pathStyle?: boolean;
}

/** Of general purpose buckets: "Bucket naming rules" of the S3 User Guide. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Whether a place for blobs is named as one in S3 is. */
export const isS3Location = (text: string): boolean => text.startsWith("s3://");

/**
 * Reads `s3://bucket/prefix`, and `s3://bucket/prefix?style=path` or `?style=virtual`.
 * @throws CutstreamError `storage_failed`, with what is wrong with it
 */
export function parseS3Location(text: string): S3Location {
  const url = isS3Location(text) ? URL.parse(text) : null;
  const refuse = (what: string) =>
    new CutstreamError("storage_failed", `${JSON.stringify(text)}: ${what}; give s3://bucket/prefix.`);
  if (!url) throw refuse("this names no place in S3");
  if (url.username || url.password)
    throw new CutstreamError(
      "storage_failed",
      "Keys do not belong into the place of blobs; give them as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    );
  if (!BUCKET.test(url.host)) throw refuse(`${JSON.stringify(url.host)} is no name of a bucket`);
  const prefix = url.pathname.replace(/^\/|\/$/g, "");
  if (prefix !== "" && !prefix.split("/").every(isBlobKeyPart))
    throw refuse("a prefix is made of letters, digits, dots, dashes and slashes");
  const style = url.searchParams.get("style");
  if (style !== null && style !== "path" && style !== "virtual") throw refuse("a style is path or virtual");
  return { bucket: url.host, prefix, ...(style === null ? {} : { pathStyle: style === "path" }) };
}
