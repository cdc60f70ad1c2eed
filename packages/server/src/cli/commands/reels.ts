import Table from "cli-table3";
import { Command } from "commander";
import type { ViewerReel, ViewerReelRequest } from "cutstream";
import { type Connection, connectTo, withConnection } from "../connection.ts";
import type { Terminal } from "../terminal.ts";

interface MakeFlags extends Connection {
  readonly viewer: string;
  readonly cadence: string;
  readonly mega?: string;
  readonly seed?: string;
  readonly ttl?: string;
  readonly json: boolean;
}

/** `cutstream reels`: makes a viewer's reel, or shows how one came about. */
export function reelsCommand(terminal: Terminal): Command {
  const make = new Command("make")
    .description("Rank a mega asset's titles for a viewer, lay them out by a cadence, and publish.")
    .requiredOption("--viewer <viewer>", "whom it is for; anybody")
    .requiredOption("--cadence <cadence>", "id of the cadence")
    .option("--mega <mega>", "mega asset; the cadence's by default")
    .option("--seed <seed>", "decides between titles that score alike")
    .option("--ttl <time>", "how long the stream lives: 90m, 24h, 7d, or seconds")
    .option("--json", "print the reel as JSON", false)
    .action(async (flags: MakeFlags) => {
      const { viewer, cadence, mega, seed, ttl, json } = flags;
      const request: ViewerReelRequest = {
        ...{ viewer, cadence },
        ...(mega !== undefined && { mega }),
        ...(seed !== undefined && { seed }),
        ...(ttl !== undefined && { ttl: /^\d+$/.test(ttl) ? Number(ttl) : ttl }),
      };
      print(await connectTo(flags).reels.make(request), json, terminal);
    });
  const show = new Command("show")
    .description("Show why a reel has these clips.")
    .argument("<stream>", "id of its stream")
    .option("--json", "print the reel as JSON", false)
    .action(async (stream: string, flags: Connection & { readonly json: boolean }) => {
      print(await connectTo(flags).reels.get(stream), flags.json, terminal);
    });
  return new Command("reels")
    .description("Reels of a mega asset, made for one viewer.")
    .addCommand(withConnection(make))
    .addCommand(withConnection(show));
}

function print(made: ViewerReel, json: boolean, terminal: Terminal): void {
  if (json) {
    terminal.print(JSON.stringify(made, null, 2));
    return;
  }
  const { stream, reel } = made;
  const table = new Table({
    head: ["at (s)", "title", "clip", `frames of version ${reel.version}`, "why"],
    colAligns: ["right", "left", "left", "right", "left"],
    style: { head: [], border: [] },
  });
  for (const { start, title, clip, frames, why } of reel.slots) {
    table.push([start.toFixed(3), title, clip, `${frames.first} – ${frames.end - 1}`, why.join("\n")]);
  }
  terminal.print(table.toString());
  const cadence = `${reel.cadence.id}, revision ${reel.cadence.revision}`;
  terminal.print(`${reel.frames} of ${reel.asked} frames at ${reel.frameRate}, cadence ${cadence}`);
  terminal.print(`stream  ${stream.id}, until ${stream.expiresAt}`);
  terminal.print(`url     ${stream.url}`);
  terminal.print(`player  ${stream.playerUrl}`);
  for (const note of [...reel.notes, ...stream.plan.warnings]) terminal.note(`! ${note}`);
}
