import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BareAnswer } from "./bare-server.ts";

/* Started by bare-server.ts: gets its answers over IPC, tells its address, ends when its parent lets go of it. */
const [{ instead, answers }] = (await once(process, "message")) as [
  { readonly instead: string; readonly answers: readonly BareAnswer[] },
];
const byPath = new Map<string, Omit<BareAnswer, "path">>();
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    const answer = byPath.get(new URL(request.url ?? "/", "http://localhost").pathname);
    response.writeHead(answer?.status ?? 404, { "content-length": answer?.body.length ?? 0 });
    response.end(answer?.body);
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
for (const { path, status, body } of answers) {
  // what comes by structured clone is bytes, not a Buffer
  const text = Buffer.from(body).toString("latin1");
  byPath.set(path, { status, body: Buffer.from(text.replaceAll(instead, address), "latin1") });
}
process.on("disconnect", () => process.exit());
process.send?.({ address });
