import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSigner } from "./signature.ts";

const old = { id: "k1", secret: "an old secret of many characters" };
const current = { id: "k2", secret: "a new secret of as many characters" };

describe("signatures", () => {
  it("fit their user and stream, and no others", () => {
    const signer = createSigner([current]);
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (user, stream, other) => {
        const signature = signer.sign(user, stream);
        expect(signer.verify(user, stream, signature)).toBe(true);
        expect(signer.verify(other, stream, signature)).toBe(other === user);
        expect(signer.verify(user, other, signature)).toBe(other === stream);
      }),
    );
  });

  it("fit when they were made with an older key, until it is taken out", () => {
    const signature = createSigner([old]).sign("ann", "str_1");
    expect(signature.startsWith("k1.")).toBe(true);
    expect(createSigner([current, old]).verify("ann", "str_1", signature)).toBe(true);
    expect(createSigner([current]).verify("ann", "str_1", signature)).toBe(false);
    expect(createSigner([current, old]).sign("ann", "str_1").startsWith("k2.")).toBe(true);
  });

  it("need the secret of the key that they name", () => {
    const [, mac] = createSigner([old]).sign("ann", "str_1").split(".");
    expect(createSigner([current, old]).verify("ann", "str_1", `k2.${mac}`)).toBe(false);
  });

  it("have one spelling, that stands in a URL as it is", () => {
    const signer = createSigner([current]);
    const signature = signer.sign("ann", "str_1");
    expect(signature).toMatch(/^k2\.[\w-]{32}$/);
    const others = [
      `${signature}=`,
      `${signature}!`,
      `${signature}é`,
      ` ${signature}`,
      signature.slice(0, -1),
      signature.toUpperCase(),
      signature.replace("k2.", "k2"),
      "k2.",
      ".",
      "",
    ];
    for (const other of others) expect(signer.verify("ann", "str_1", other)).toBe(false);
  });

  it("cannot be made without a key", () => expect(() => createSigner([])).toThrow(RangeError));
});
