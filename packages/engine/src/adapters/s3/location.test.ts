import { describe, expect, it } from "vitest";
import { isS3Location, parseS3Location } from "./location.ts";

describe("parseS3Location", () => {
  it("reads bucket, prefix and style", () => {
    expect(parseS3Location("s3://films")).toEqual({ bucket: "films", prefix: "" });
    expect(parseS3Location("s3://films/")).toEqual({ bucket: "films", prefix: "" });
    expect(parseS3Location("s3://my.films-1/a/b_2/")).toEqual({ bucket: "my.films-1", prefix: "a/b_2" });
    expect(parseS3Location("s3://films/a?style=path")).toMatchObject({ pathStyle: true });
    expect(parseS3Location("s3://films/a?style=virtual")).toMatchObject({ pathStyle: false });
  });

  it.each([
    "",
    "s3://",
    "s3:///a",
    "s3://A_b/c",
    "s3://ab",
    "https://films",
    "s3://films/a//b",
    "s3://films/a b",
    "s3://films?style=x",
    "s3://key:secret@films",
  ])("%j is refused", (text) => {
    expect(() => parseS3Location(text)).toThrow(expect.objectContaining({ code: "storage_failed" }));
  });

  it("does not repeat keys that were written into it", () => {
    expect(() => parseS3Location("s3://key:hidden@films")).toThrow(/^(?!.*hidden).*AWS_SECRET_ACCESS_KEY/);
  });

  it("tells places in S3 from folders", () => {
    expect([isS3Location("s3://a"), isS3Location("./s3"), isS3Location("/data")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
