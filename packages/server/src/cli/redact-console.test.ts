import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { redactConsole } from "./redact-console.ts";

it("says errors whole, but for the secrets in them", () => {
  const stream = new PassThrough({ encoding: "utf8" });
  const own = { error: (..._: unknown[]) => undefined };
  redactConsole(own, stream);
  const cause = new Error("postgresql://cutstream:hunter2@db/x refuses", {
    cause: new Error("GET https://store.example/film.mp4?X-Amz-Signature=hunter2"),
  });
  own.error("Job %s:", "job_1", cause);
  const said = String(stream.read());
  expect(said).toMatch(/^Job job_1: Error: postgresql:\/\/…@db\/x refuses\n {4}at /);
  expect(said).toContain("film.mp4?…");
  expect(said).not.toContain("hunter2");
});
