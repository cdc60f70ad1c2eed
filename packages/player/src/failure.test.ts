import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ERRORS } from "../../engine/src/errors.ts";
import { FAILURE_CODES, failureOfAnswer } from "./failure.ts";

describe("what a server's answer says", () => {
  it("is what it names, with its words", () => {
    const error = { code: "stream_expired", message: "It ended yesterday.", remedy: "Ask for a new one." };
    expect(failureOfAnswer(410, { error })).toEqual({
      code: "stream_expired",
      title: "This stream has expired",
      text: "It ended yesterday.",
      remedy: "Ask for a new one.",
      again: false,
    });
  });

  it.each([
    [500, undefined, "server_error", "It answered 500."],
    [404, { error: "gone" }, "server_error", "It answered 404."],
    [422, { error: { code: "invalid_request", message: "No." } }, "server_error", "No."],
    [200, undefined, "stream_broken_off", "Try again."],
  ])("%i with %j is %s", (status, body, code, text) => {
    expect(failureOfAnswer(status, body)).toMatchObject({ code, text });
  });

  it("is one of the closed list, with texts, whatever it was", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.anything(), (status, body) => {
        const { code, title, text, remedy } = failureOfAnswer(status, body);
        expect(FAILURE_CODES).toContain(code);
        expect([typeof title, typeof text, typeof remedy]).toEqual(["string", "string", "string"]);
        expect(title).not.toBe("");
      }),
    );
  });

  it("has the codes that the origin gives for a stream", () => {
    const codes = Object.keys(ERRORS).filter((code) => /^stream_|^encoder_busy$/.test(code));
    expect(FAILURE_CODES).toEqual(expect.arrayContaining(codes));
  });
});
