import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import type { FastifyInstance } from "fastify";
import { includes } from "../access/scopes.ts";
import type { Gate } from "../http/auth.ts";
import { allowAnyOrigin } from "../http/cors.ts";
import { createMcpServer } from "../mcp/server.ts";
import { type McpServices, readOnly } from "../mcp/services.ts";

const NO_SESSION = {
  jsonrpc: "2.0",
  error: { code: -32_000, message: "There are no sessions here: send requests with POST." },
  id: null,
};

/**
 * `/mcp`: the Model Context Protocol over streamable HTTP, behind the same keys as `/v1`. Without sessions: a request
 * says all that its answer depends on, so that any node answers it, and nothing is ever pushed.
 */
export function mcpRoutes(app: FastifyInstance, services: McpServices, gate: Gate): void {
  const schema = { hide: true };
  allowAnyOrigin(app, "POST", "/mcp");
  app.addHook("onRequest", async (request) => {
    if (request.method !== "OPTIONS") gate(request);
  });

  app.post("/mcp", { schema }, async (request, reply) => {
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    const publishes = request.access !== null && includes(request.access.scopes, "publish");
    const mcp = createMcpServer(publishes ? services : readOnly(services));
    try {
      await mcp.connect(transport);
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      const asked = new Request("http://localhost/mcp", {
        method: "POST",
        headers: headers as [string, string][],
      });
      const answer = await transport.handleRequest(asked, { parsedBody: request.body });
      const type = answer.headers.get("content-type");
      if (type !== null) reply.type(type);
      return await reply.status(answer.status).send(await answer.text());
    } finally {
      await mcp.close();
    }
  });

  app.route({
    method: ["GET", "DELETE"],
    url: "/mcp",
    schema,
    // Clients ask for a stream of what is pushed, and for the end of their session, and take this for: there is none.
    handler: async (_request, reply) => reply.status(405).header("allow", "POST").send(NO_SESSION),
  });
}
