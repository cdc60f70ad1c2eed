import type { LookupAddress } from "node:dns";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createGuardedClient, type GuardedClient, type GuardRules } from "./guarded-request.ts";

let server: Server;
let port: number;
let requests: IncomingMessage[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const clients: GuardedClient[] = [];

beforeEach(async () => {
  requests = [];
  server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
  answer = (_, response) => response.end("hello");
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  server.closeAllConnections();
  server.close();
});

const open = (rules: Partial<GuardRules> = {}): GuardedClient => {
  const client = createGuardedClient({ hosts: [], allowPrivate: false, ...rules });
  clients.push(client);
  return client;
};
const ask = (client: GuardedClient, url: string, headers: Record<string, string> = {}) =>
  client.text(new URL(url), { method: "GET", headers, maxBytes: 100, signal: AbortSignal.timeout(10_000) });
const FORBIDDEN = expect.objectContaining({ code: "source_forbidden" });

/** Looks names up as the test says, and counts how often. */
const names = (table: Record<string, readonly string[]>) => {
  const looked: string[] = [];
  const resolve = ((host: string, _: object, callback: (e: Error | null, a: LookupAddress[]) => void) => {
    looked.push(host);
    const turn = looked.filter((one) => one === host).length - 1;
    const list = table[host] ?? [];
    callback(null, [{ address: list[Math.min(turn, list.length - 1)] ?? "0.0.0.0", family: 4 }]);
  }) as unknown as NonNullable<GuardRules["resolve"]>;
  return { looked, resolve };
};

describe("servers that somebody else named", () => {
  it("are not asked at private addresses, by name or by number", async () => {
    const { resolve } = names({ "inside.test": ["127.0.0.1"] });
    const client = open({ resolve });
    await expect(ask(client, `http://127.0.0.1:${port}/`)).rejects.toEqual(FORBIDDEN);
    await expect(ask(client, `http://[::ffff:127.0.0.1]:${port}/`)).rejects.toEqual(FORBIDDEN);
    await expect(ask(client, `http://inside.test:${port}/`)).rejects.toEqual(FORBIDDEN);
    expect(requests).toHaveLength(0);
  });

  it("are asked there where the operator lists them, by host and port", async () => {
    expect(await ask(open({ hosts: [`127.0.0.1:${port}`] }), `http://127.0.0.1:${port}/`)).toBe("hello");
    await expect(ask(open({ hosts: ["127.0.0.1:1"] }), `http://127.0.0.1:${port}/`)).rejects.toEqual(
      FORBIDDEN,
    );
  });

  it("are connected to at the very address that was checked, however the name changes", async () => {
    const { resolve, looked } = names({ "rebind.test": ["127.0.0.1", "127.0.0.2"] });
    const client = open({ resolve, allowed: (address) => address === "127.0.0.1" });
    expect(await ask(client, `http://rebind.test:${port}/`)).toBe("hello");
    expect(looked).toEqual(["rebind.test"]);
    expect(requests[0]?.socket.localAddress).toBe("127.0.0.1");
    // A new connection looks the name up again, and is checked again.
    const later = open({ resolve, allowed: (address) => address === "127.0.0.1" });
    await expect(ask(later, `http://rebind.test:${port}/`)).rejects.toEqual(FORBIDDEN);
    expect(requests).toHaveLength(1);
  });

  it("are not asked with names and passwords, at foreign ports, or in other schemes", async () => {
    const client = open({ allowPrivate: true });
    for (const url of [`http://a:b@127.0.0.1:${port}/`, "http://127.0.0.1:6379/", "ftp://127.0.0.1/"])
      await expect(ask(client, url), url).rejects.toEqual(FORBIDDEN);
    expect(requests).toHaveLength(0);
  });
});

describe("redirects", () => {
  const redirect = (location: string) => {
    answer = (request, response) =>
      request.url === "/start" ? response.writeHead(302, { location }).end() : response.end("there");
  };

  it("are checked as the first address was", async () => {
    const { resolve } = names({ "outside.test": ["127.0.0.1"], "inside.test": ["10.0.0.1"] });
    const rules = { resolve, allowed: (address: string) => address === "127.0.0.1" };
    for (const target of [
      `http://inside.test:${port}/`,
      "http://169.254.169.254/latest/meta-data",
      "http://2852039166/",
      "file:///etc/passwd",
      "//10.0.0.1/",
      `http://a:b@outside.test:${port}/`,
      "http://outside.test:22/",
    ]) {
      redirect(target);
      await expect(ask(open(rules), `http://outside.test:${port}/start`), target).rejects.toEqual(FORBIDDEN);
    }
    redirect("/there");
    expect(await ask(open(rules), `http://outside.test:${port}/start`)).toBe("there");
  });

  it("from a server that is trusted lead to others only as those are allowed", async () => {
    redirect("http://10.0.0.1/");
    const client = open({ hosts: [`127.0.0.1:${port}`] });
    await expect(ask(client, `http://127.0.0.1:${port}/start`)).rejects.toEqual(FORBIDDEN);
  });

  it("take no secrets to another origin", async () => {
    redirect(`http://localhost:${port}/there`);
    const secrets = { Authorization: "Bearer k", cookie: "a=b", accept: "text/plain" };
    await ask(open({ allowPrivate: true }), `http://127.0.0.1:${port}/start`, secrets);
    expect(requests.map(({ headers }) => [headers.authorization, headers.cookie, headers.accept])).toEqual([
      ["Bearer k", "a=b", "text/plain"],
      [undefined, undefined, "text/plain"],
    ]);
  });

  it("that never end are given up", async () => {
    redirect("/start");
    await expect(ask(open({ allowPrivate: true }), `http://127.0.0.1:${port}/start`)).rejects.toThrow(
      "more than 5 times",
    );
    expect(requests).toHaveLength(6);
  });
});

it("more bytes than asked for are not taken in", async () => {
  answer = (_, response) => response.end("x".repeat(101));
  await expect(ask(open({ allowPrivate: true }), `http://127.0.0.1:${port}/`)).rejects.toThrow(
    "more than 100 bytes",
  );
});
