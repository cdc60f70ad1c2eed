import type { LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkUrl, guardedLookup, isPublicAddress } from "./address-guard.ts";

const FORBIDDEN = [
  "127.0.0.1",
  "127.8.9.1",
  "0.0.0.0",
  "10.1.2.3",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "192.0.0.1",
  "198.18.0.1",
  "203.0.113.9",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::127.0.0.1",
  "::ffff:127.0.0.1",
  "::ffff:a00:1",
  "fe80::1",
  "fe80::1%eth0",
  "fec0::1",
  "fc00::1",
  "fd12:3456::1",
  "ff02::1",
  "64:ff9b::7f00:1",
  "64:ff9b:1::a00:1",
  "2002:7f00:1::",
  "2002:a9fe:a9fe::1",
  "2001:0:7f00:1::",
  "::a00:1",
  "::ffff:0:7f00:1",
  "64:ff9b::169.254.169.254",
  "0:0:0:0:0:ffff:169.254.169.254",
  "3fff::1",
  "5f00::1",
  "4000::1",
  "192.88.99.1",
  "2001:db8::1",
  "100::1",
  "not an address",
];
const ALLOWED = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"];

describe("isPublicAddress", () => {
  it.each(FORBIDDEN)("refuses %s", (address) => expect(isPublicAddress(address)).toBe(false));
  it.each(ALLOWED)("allows %s", (address) => expect(isPublicAddress(address)).toBe(true));
});

describe("checkUrl", () => {
  it.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://①②⑦.0.0.1/",
    "http://127。0。0。1/",
    "http://%31%32%37.0.0.1/",
    "http://127.0.0.1./",
    "http://0x7f000001/",
    "http://017700000001/",
    "http://0/",
    "http://0x0a.0x00.0x00.0x01/",
    "http://10.256/",
    "http:\\\\127.0.0.1\\",
    "http://[::]/",
    "http://[::1%25lo]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://user@8.8.8.8/",
    "http://user:word@8.8.8.8/",
    "http://8.8.8.8@127.0.0.1/",
    "http://8.8.8.8:22/",
    "https://8.8.8.8:6379/",
    "http://example.com:25/",
    "gopher://example.com/",
    "ws://example.com/",
    "blob:http://example.com/x",
    "javascript:alert(1)",
    "concat:/etc/passwd",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]:8080/",
    "http://169.254.169.254/latest/meta-data",
    "ftp://example.com/a.mp4",
    "file:///etc/passwd",
    "data:text/plain,a",
  ])("refuses %s", (text) => {
    const url = URL.parse(text);
    // What is no URL at all is refused before.
    if (url) {
      expect(() => checkUrl(url, isPublicAddress)).toThrow(
        expect.objectContaining({ code: "source_forbidden" }),
      );
    }
  });

  it("leaves names to the lookup", () => {
    checkUrl(new URL("https://localhost/"), isPublicAddress);
    checkUrl(new URL("https://8.8.8.8/"), isPublicAddress);
    checkUrl(new URL("https://8.8.8.8:8443/"), isPublicAddress);
  });
});

describe("any IPv4 address that is not public", () => {
  const inner = fc.oneof(
    fc.tuple(fc.constant(10), fc.nat(255), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.constant(127), fc.nat(255), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.constant(192), fc.constant(168), fc.nat(255), fc.nat(255)),
  );
  const base = fc.constantFrom(8, 10, 16);
  const digits = (value: number, radix: number) =>
    ({ 8: "0", 10: "", 16: "0x" })[radix] + value.toString(radix);

  it("is refused in every notation that a URL may have", () => {
    fc.assert(
      fc.property(inner, base, base, fc.integer({ min: 1, max: 4 }), ([a, b, c, d], head, tail, parts) => {
        const bytes = [a, b, c, d];
        const last = bytes.slice(parts - 1).reduce((sum, byte) => sum * 256 + byte, 0);
        const host = [
          ...bytes.slice(0, parts - 1).map((byte) => digits(byte, head)),
          digits(last, tail),
        ].join(".");
        expect(() => checkUrl(new URL(`http://${host}/`), isPublicAddress)).toThrow("not a public address");
        const [high, low] = [a * 256 + b, c * 256 + d].map((half) => half.toString(16));
        for (const prefix of ["::ffff:", "::", "64:ff9b::", "2002:", "::ffff:0:"]) {
          const address = `${prefix}${high}:${low}${prefix === "2002:" ? "::" : ""}`;
          expect(isPublicAddress(address), address).toBe(false);
          expect(() => checkUrl(new URL(`http://[${address}]/`), isPublicAddress)).toThrow();
        }
      }),
    );
  });
});

describe("guardedLookup", () => {
  type Resolve = NonNullable<Parameters<typeof guardedLookup>[1]>;
  const lookup = (addresses: readonly LookupAddress[], all: boolean) => {
    const resolve = ((
      _host: string,
      _options: object,
      callback: (e: null, a: readonly LookupAddress[]) => void,
    ) => callback(null, addresses)) as unknown as Resolve;
    const guarded: LookupFunction = guardedLookup(isPublicAddress, resolve);
    return new Promise<unknown>((done, failed) =>
      guarded("name.test", { all }, (error, address, family) =>
        error ? failed(error) : done([address, family]),
      ),
    );
  };
  const good = { address: "8.8.8.8", family: 4 };
  const bad = { address: "10.0.0.1", family: 4 };

  it("answers one address or all, as asked", async () => {
    expect(await lookup([good], false)).toEqual(["8.8.8.8", 4]);
    expect(await lookup([good, good], true)).toEqual([[good, good], undefined]);
  });

  it("refuses a name if any of its addresses is forbidden", async () => {
    await expect(lookup([good, bad], true)).rejects.toMatchObject({ code: "source_forbidden" });
    await expect(lookup([good, bad], false)).rejects.toThrow("name.test is at 10.0.0.1");
  });
});
