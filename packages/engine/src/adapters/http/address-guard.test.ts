import type { LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
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
  "2001:0:7f00:1::",
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
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]:8080/",
    "http://169.254.169.254/latest/meta-data",
    "ftp://example.com/a.mp4",
    "file:///etc/passwd",
    "data:text/plain,a",
  ])("refuses %s", (text) => {
    expect(() => checkUrl(new URL(text), isPublicAddress)).toThrow(
      expect.objectContaining({ code: "source_forbidden" }),
    );
  });

  it("leaves names to the lookup", () => {
    checkUrl(new URL("https://localhost/"), isPublicAddress);
    checkUrl(new URL("https://8.8.8.8/"), isPublicAddress);
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
