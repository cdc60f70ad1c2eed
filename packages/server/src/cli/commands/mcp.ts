import { once } from "node:events";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { type Connection, connectTo, withConnection } from "../connection.ts";
import { parsePort } from "../numbers.ts";
import type { Terminal } from "../terminal.ts";
import { portTaken } from "./serve.ts";

interface McpFlags extends Connection {
  readonly data?: string;
  readonly port: number;
}

/** `cutstream mcp`: tools for an agent on this process's own input and output, until the input ends. */
export function mcpCommand(terminal: Terminal): Command {
  const command = new Command("mcp")
    .description("Give an agent tools over the Model Context Protocol, on standard input and output.")
    .option("--data <dir>", "serve this folder while it runs, in place of a server that runs already")
    .addOption(
      new Option("--port <port>", "port that streams are served on, with --data")
        .default(8720)
        .argParser(parsePort),
    )
    .action((flags: McpFlags) => serveAgent(flags, terminal));
  return withConnection(command);
}

async function serveAgent(flags: McpFlags, terminal: Terminal): Promise<void> {
  const [{ StdioServerTransport }, { createMcpServer }, { clientServices }] = await Promise.all([
    import("@modelcontextprotocol/sdk/server/stdio.js"),
    import("../../mcp/server.ts"),
    import("../../mcp/services.ts"),
  ]);
  const server = flags.data === undefined ? undefined : await startOver(flags.data, flags.port);
  const url = server?.address ?? flags.url;
  const mcp = createMcpServer(clientServices(connectTo({ ...flags, url })));
  await mcp.connect(new StdioServerTransport());
  terminal.note(`Tools of ${url} are on standard input and output.`);
  await inputEnds();
  await mcp.close();
  await server?.close();
}

/** Streams must be served for as long as somebody may watch them: here, while the agent is there. */
async function startOver(data: string, port: number) {
  const { startServer } = await import("../../index.ts");
  return startServer({ port, dataDir: resolve(data) }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EADDRINUSE" ? portTaken("127.0.0.1", port) : error;
  });
}

async function inputEnds(): Promise<void> {
  const ended = new AbortController();
  const { signal } = ended;
  const events = [once(process.stdin, "end", { signal }), once(process.stdin, "close", { signal })];
  for (const name of ["SIGTERM", "SIGINT"] as const) events.push(once(process, name, { signal }));
  for (const event of events) event.catch(() => undefined);
  await Promise.race(events);
  ended.abort();
}
