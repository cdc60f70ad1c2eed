import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createSigner } from "./signature.ts";

const ROOT = join(import.meta.dirname, "../../../../..");

/** The rows of the example in docs/edge.md, by what they are. */
async function documented() {
  const page = await readFile(join(ROOT, "docs/edge.md"), "utf8");
  const row = (what: string): string => {
    const value = new RegExp(`^\\| ${what} +\\| \`([^\`]+)\``, "m").exec(page)?.[1];
    if (value === undefined) throw new Error(`docs/edge.md has no row "${what}".`);
    return value;
  };
  const [code = ""] = /(?<=```js\n)[\s\S]*?(?=```)/.exec(page) ?? [];
  const keys = [{ id: row("key"), secret: row("secret") }];
  return { keys, user: row("user"), stream: row("stream"), address: row("address"), row, code, page };
}

const forgeriesOf = (address: string): string[] => [
  address.replace("Zo", "Jo"),
  address.replace("_01", "_02"),
  address.replace("/k1.", "/k2."),
  address.replace("JD/", "JE/"),
  address.replace("JD/", "JDA/"),
  address.replace("%C3%AB", "%C3"),
];

it("is what docs/edge.md computes", async () => {
  const { keys, user, stream, address, row } = await documented();
  const signature = createSigner(keys).sign(user, stream);
  expect(`/u/${encodeURIComponent(user)}/${stream}/${signature}/film.m3u8`).toBe(address);
  const hex = Buffer.from(`${stream}\n${user}`).toString("hex");
  expect(row("message, hex")).toBe(hex);
  const bytes = Buffer.from(signature.slice("k1.".length), "base64url").toString("hex");
  expect(row("HMAC, hex").slice(0, 48)).toBe(bytes);
});

it("is told from others by the check that nginx makes", async () => {
  const { keys, address } = await documented();
  const { default: edge } = await import(join(ROOT, "examples/edge/signature.js"));
  expect(edge.verify(address, keys)).toBe(true);
  expect(edge.verify(`${address}?form=continuous`, keys)).toBe(true);
  for (const forged of forgeriesOf(address)) expect(edge.verify(forged, keys), forged).toBe(false);
  // A tenant's address is signed with that tenant's keys.
  const tenants = { default: [], acme: keys };
  expect(edge.verify(`/~acme${address}`, tenants)).toBe(true);
  for (const other of [address, `/~globex${address}`, `/~constructor${address}`, `/~length${address}`])
    expect(edge.verify(other, tenants), other).toBe(false);
  expect(edge.verify(`/~acme${address}`, keys)).toBe(false);
  for (const forged of forgeriesOf(address)) expect(edge.verify(`/~acme${forged}`, tenants)).toBe(false);
});

it("is told from others by the function for CloudFront", async () => {
  const { keys, address, code } = await documented();
  const store = `const cf = { kvs: () => ({ get: async (id) => {
    const found = ${JSON.stringify(keys)}.find((key) => key.id === id || "acme/" + key.id === id);
    if (!found) throw new Error("no such key");
    return found.secret;
  } }) };`;
  const module = `${code.replace(/^import cf .*$/m, store)}\nexport { handler };`;
  const { handler } = await import(`data:text/javascript,${encodeURIComponent(module)}`);
  // A viewer's reel whose viewer is called u comes here too, by the pattern of its path.
  for (const uri of [address, `/~acme${address}`, "/~acme/r/u/daily.m3u8"]) {
    const request = { uri };
    expect(await handler({ request }), uri).toBe(request);
  }
  const others = [`/~globex${address}`, `/~acme/~acme${address}`, "/u/", "/~acme/u", "/~"];
  for (const uri of [...forgeriesOf(address), ...forgeriesOf(`/~acme${address}`), ...others])
    expect(await handler({ request: { uri } }), uri).toMatchObject({ statusCode: 403 });
});

it("is found in addresses by the patterns for Fastly, which cannot be run here", async () => {
  const { address, stream, user, page } = await documented();
  const patterns = [...page.matchAll(/req\.url\.path ~ "([^"]+)"/g)].map(
    ([, text]) => new RegExp(text ?? ""),
  );
  const [media, playlist, passed, pages] = patterns as [RegExp, RegExp, RegExp, RegExp];
  expect(patterns).toHaveLength(4);
  for (const tenant of ["", "/~acme"]) {
    const found = playlist.exec(tenant + address)?.slice(2) ?? [];
    expect(found[0]).toBe(tenant === "" ? undefined : "acme");
    expect([decodeURIComponent(found[1] ?? ""), found[2]]).toEqual([user, stream]);
    expect(`${found[3]}.${found[4]}`).toBe(address.split("/")[4]);
    const kinds = (path: string) => [media, passed, pages].map((pattern) => pattern.test(tenant + path));
    expect(kinds("/m/ver_1/v720/0-50.m4s")).toEqual([true, false, false]);
    for (const path of ["/r/ann/daily.m3u8", "/e/exp_1/code/film.mp4", "/v1/events"])
      expect(kinds(path), path).toEqual([false, true, false]);
    for (const path of ["/player.js", "/watch", "/embed"])
      expect(kinds(path), path).toEqual([false, false, true]);
    for (const path of ["/v1/videos", "/metrics", "/", "/mcp"])
      expect([...kinds(path), playlist.test(tenant + path)], path).toEqual([false, false, false, false]);
  }
});
