import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A TCP proxy on loopback that breaks one connection. */
export interface BreakingProxy {
  readonly url: string;
  /** Bytes that clients sent before the break, and those after it. */
  readonly sent: { readonly before: number; readonly after: number };
  close(): Promise<void>;
}

/**
 * Passes connections on to a server, and breaks the one, once, on which the `breakAfter`th byte of all from clients
 * comes by: both ends find it reset, as when a cable is pulled.
 * @param target `http://127.0.0.1:8720`.
 */
export async function startBreakingProxy(target: string, breakAfter: number): Promise<BreakingProxy> {
  const { hostname, port } = new URL(target);
  const sent = { before: 0, after: 0 };
  const sockets = new Set<Socket>();
  let broken = false;
  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket
        .on("error", () => {})
        .on("close", () => {
          sockets.delete(socket);
          other.destroy();
        });
    }
    client.on("data", (bytes) => {
      sent[broken ? "after" : "before"] += bytes.length;
      if (broken || sent.before < breakAfter) return;
      broken = true;
      client.resetAndDestroy();
      server.resetAndDestroy();
    });
    client.pipe(server);
    server.pipe(client);
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    sent,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, "close");
    },
  };
}
