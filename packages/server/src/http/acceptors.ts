import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, createServer, type Server as SocketServer } from "node:net";

/**
 * Sockets that listen at one address of a server. Node takes one connection from each in a turn of its event loop
 * (libuv's `uv__server_io`), and a busy server's turn lasts tens of milliseconds: with one socket alone, newcomers would
 * stand in the kernel's queue for half a minute before they are seen, and could not even be refused. The kernel spreads
 * connections over sockets that share a port (`SO_REUSEPORT`), which Linux does; elsewhere there is one.
 */
export const SOCKETS_PER_ADDRESS = process.platform === "linux" ? 32 : 1;

/** How the first socket of an address is to listen, so that others may beside it. */
export const sharesPort = SOCKETS_PER_ADDRESS > 1;

/** More sockets that listen for a server. */
export interface Acceptors {
  /** Begins to listen at the addresses at which the server listens itself. @throws Node's error */
  listen(addresses: readonly AddressInfo[]): Promise<void>;
  /** Takes no more connections. */
  stop(): void;
  /** Settles when they have stopped, and the last connection that they took has ended. */
  readonly ended: Promise<unknown>;
}

/** Makes acceptors, which hand their connections to `server`: it ends those that are idle with its own. */
export function createAcceptors(server: Server): Acceptors {
  const sockets: SocketServer[] = [];
  const ended = Promise.withResolvers<unknown>();
  return {
    ended: ended.promise,
    async listen(addresses) {
      for (const { address: host, port } of addresses) {
        for (let n = 1; n < SOCKETS_PER_ADDRESS; n++) {
          // As an HTTP server has its own: https://nodejs.org/api/http.html#event-connection
          const socket = createServer({ allowHalfOpen: true, noDelay: true }, (connection) => {
            server.emit("connection", connection);
          });
          sockets.push(socket);
          socket.listen({ host, port, reusePort: true });
          await once(socket, "listening");
        }
      }
    },
    stop() {
      const open = sockets.filter((socket) => socket.listening);
      ended.resolve(Promise.all(open.map((socket) => new Promise((resolve) => socket.close(resolve)))));
    },
  };
}

/**
 * Makes sure that nobody listens at an address: sockets that share a port would stand beside those of another server.
 * @throws Node's `EADDRINUSE`
 */
export async function requireFreePort(host: string, port: number): Promise<void> {
  const probe = createServer().listen({ host, port, exclusive: true });
  await once(probe, "listening");
  probe.close();
  await once(probe, "close");
}

/** A port that is kept from others until it is released, or goes out of scope. */
export interface HeldPort extends AsyncDisposable {
  readonly port: number;
  release(): Promise<void>;
}

/** Finds a port of an address that nothing listens on, and keeps it: to be released just before it is listened on. */
export async function holdPort(host: string): Promise<HeldPort> {
  const holder = createServer().listen(0, host);
  await once(holder, "listening");
  const { port } = holder.address() as AddressInfo;
  const release = async (): Promise<void> => {
    if (!holder.listening) return;
    holder.close();
    await once(holder, "close");
  };
  return { port, release, [Symbol.asyncDispose]: release };
}
