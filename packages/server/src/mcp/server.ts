import { asCutstreamError, CutstreamError } from "@cutstream/engine";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  type Tool as ListedTool,
  ListToolsRequestSchema,
  McpError,
} from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import type { McpServices } from "./services.ts";
import { TOOLS, type Tool } from "./tools.ts";

const INSTRUCTIONS =
  "Cutstream finds moments in videos and publishes them as HLS streams that are cut to the frame. Search with search_moments, put what was found in an order with compose, and publish its timeline, or export it as a file; or have make_reel do all that for a prompt. Times are seconds, or frames as {frame: n}.";

/** Answers of tools go into a conversation: what is wrong, where, and how to mend it. */
interface Fault {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly path?: string;
}

/**
 * Makes a server of the Model Context Protocol over these services, for one client.
 * Schemas are turned into JSON Schema here, not by the protocol's SDK: it reads those of another release of zod.
 */
export function createMcpServer(services: McpServices): McpServer {
  const mcp = new McpServer({ name: "cutstream", version: "1" }, { instructions: INSTRUCTIONS });
  mcp.server.registerCapabilities({ tools: {} });
  mcp.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: LISTED }));
  mcp.server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = TOOLS.find(({ name }) => name === params.name);
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `There is no tool ${params.name}.`);
    return call(tool, params.arguments ?? {}, services);
  });
  return mcp;
}

async function call(tool: Tool, args: unknown, services: McpServices): Promise<CallToolResult> {
  try {
    const answer = await tool.run(args, services);
    return { content: [text(answer)], structuredContent: { ...answer } };
  } catch (error) {
    return { content: [text({ error: faultFrom(error) })], isError: true };
  }
}

const text = (value: object) => ({ type: "text", text: JSON.stringify(value) }) as const;

/** The engine's errors, and those of the SDK that a server answered with, look the same. */
function faultFrom(thrown: unknown): Fault {
  if (!(thrown instanceof CutstreamError) && isFault(thrown)) {
    const { code, message, remedy, path } = thrown;
    return { code, message, remedy, ...(path === undefined ? {} : { path }) };
  }
  const { code, message, remedy, details } = asCutstreamError(thrown);
  return { code, message, remedy, ...(details.path === undefined ? {} : { path: details.path }) };
}

function isFault(thrown: unknown): thrown is Fault & Error {
  return thrown instanceof Error && thrown.name === "CutstreamError" && "remedy" in thrown;
}

const LISTED: ListedTool[] = TOOLS.map(({ name, description, input, output, effect }) => ({
  name,
  description,
  inputSchema: jsonSchema(input, "input"),
  outputSchema: jsonSchema(output, "output"),
  annotations: {
    readOnlyHint: effect === "none",
    destructiveHint: effect === "ends",
    idempotentHint: effect !== "adds",
    openWorldHint: false,
  },
}));

function jsonSchema(schema: z.ZodType, io: "input" | "output"): ListedTool["inputSchema"] {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, target: "draft-7", unrepresentable: "any" });
  return { ...rest, type: "object" } as ListedTool["inputSchema"];
}
