import { describe, expect, test } from "vitest";
import { createCallbacks } from "./callbacks.ts";
import { CutstreamError } from "./errors.ts";

describe("callbacks", () => {
  test("are told until they answer", async () => {
    const answers = [false, true, true];
    const told: unknown[] = [];
    const { service } = createCallbacks(
      {
        accepts: async (url, { method, body }) => {
          told.push([method, url.href, body]);
          return answers.shift() ?? false;
        },
      },
      [0, 0, 0],
    );
    await service.send("https://a.test/hook", { done: true });
    expect(told).toEqual([
      ["POST", "https://a.test/hook", '{"done":true}'],
      ["POST", "https://a.test/hook", '{"done":true}'],
    ]);
  });

  test("fail with the reason, or at once where the address is forbidden", async () => {
    const refusing = createCallbacks({ accepts: async () => false }, [0, 0]).service;
    await expect(refusing.send("https://a.test", {})).rejects.toMatchObject({ code: "callback_failed" });
    await expect(refusing.send("nowhere", {})).rejects.toMatchObject({ code: "callback_failed" });
    const forbidden = new CutstreamError("source_forbidden", "No.");
    const guarded = createCallbacks({ accepts: () => Promise.reject(forbidden) }, [0, 0]).service;
    await expect(guarded.send("https://a.test", {})).rejects.toBe(forbidden);
  });

  test("are given up when the engine closes", async () => {
    const { service, close } = createCallbacks({ accepts: async () => false }, [0, 60_000]);
    const told = service.send("https://a.test", {});
    setTimeout(close, 10);
    await expect(told).rejects.toMatchObject({ message: expect.stringContaining("closes") });
  });
});
