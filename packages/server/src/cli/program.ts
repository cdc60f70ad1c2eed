import { Command, Option } from "commander";
import { accessCommand } from "./commands/access.ts";
import { backupCommand, restoreCommand } from "./commands/backup.ts";
import { collectCommand } from "./commands/collect.ts";
import { composeCommand } from "./commands/compose.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { exportCommand } from "./commands/export.ts";
import { exportsCommand } from "./commands/exports.ts";
import { indexCommand } from "./commands/index-video.ts";
import { ingestCommand } from "./commands/ingest.ts";
import { keysCommand } from "./commands/keys.ts";
import { mcpCommand } from "./commands/mcp.ts";
import { megaCommand } from "./commands/mega.ts";
import { moveBlobsCommand } from "./commands/move-blobs.ts";
import { moveCatalogCommand } from "./commands/move-catalog.ts";
import { reelCommand } from "./commands/reel.ts";
import { reelsCommand } from "./commands/reels.ts";
import { searchCommand } from "./commands/search.ts";
import { serveCommand } from "./commands/serve.ts";
import { usageCommand } from "./commands/usage.ts";
import { verifyCommand } from "./commands/verify.ts";
import { parsePort } from "./numbers.ts";
import type { Terminal } from "./terminal.ts";

/** The command line `cutstream`. Heavy modules are loaded by the command that needs them. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command("cutstream")
    .description("Frame-exact, per-viewer HLS from shared segments.")
    .addCommand(serveCommand(terminal))
    .addCommand(ingestCommand(terminal))
    .addCommand(indexCommand(terminal))
    .addCommand(searchCommand(terminal))
    .addCommand(composeCommand(terminal))
    .addCommand(exportCommand(terminal))
    .addCommand(exportsCommand(terminal))
    .addCommand(reelCommand(terminal))
    .addCommand(reelsCommand(terminal))
    .addCommand(megaCommand(terminal))
    .addCommand(verifyCommand(terminal))
    .addCommand(mcpCommand(terminal))
    .addCommand(usageCommand(terminal))
    .addCommand(doctorCommand(terminal))
    .addCommand(keysCommand(terminal))
    .addCommand(accessCommand(terminal))
    .addCommand(moveCatalogCommand(terminal))
    .addCommand(collectCommand(terminal))
    .addCommand(moveBlobsCommand(terminal))
    .addCommand(backupCommand(terminal))
    .addCommand(restoreCommand(terminal))
    .addCommand(demoCommand(terminal));
  const inner = program.commands.flatMap(({ commands }) => commands);
  for (const command of [program, ...program.commands, ...inner]) {
    command.exitOverride().showHelpAfterError("(add --help for help)");
    command.configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    });
  }
  return program;
}

function demoCommand(terminal: Terminal): Command {
  return new Command("demo")
    .description("Show it all: serve, ingest sample footage, publish and verify a stream, find moments.")
    .option("--once", "stop when all is shown", false)
    .addOption(new Option("--port <port>", "port to listen on").default(8720).argParser(parsePort))
    .action(async (options: { once: boolean; port: number }) => {
      const { runDemo } = await import("./commands/demo.ts");
      await runDemo(options, terminal);
    });
}
