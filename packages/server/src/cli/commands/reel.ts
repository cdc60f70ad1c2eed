import Table from "cli-table3";
import { Command } from "commander";
import type { Reel, ReelPromptRequest } from "cutstream";
import { type Connection, connectTo, withConnection } from "../connection.ts";
import { CliError, EXIT } from "../failure.ts";
import { parseSeconds } from "../numbers.ts";
import type { Terminal } from "../terminal.ts";

interface ReelFlags extends Connection {
  readonly video?: string;
  readonly collection?: string;
  readonly duration?: number;
  readonly user?: string;
  readonly ttl?: string;
  readonly name?: string;
  readonly open: boolean;
  readonly json: boolean;
}

/** `cutstream reel`: publishes what a prompt asks for, and says what was chosen and why. */
export function reelCommand(terminal: Terminal): Command {
  const command = new Command("reel")
    .description("Publish a reel that a prompt asks for.")
    .argument("<prompt>", '"Create highlights of this match", "30 seconds of player_42"')
    .option("--video <video>", "video to take it from")
    .option("--collection <collection>", "or collection, by id or name")
    .option("--duration <seconds>", "how long it may be; what the prompt says by default", parseSeconds)
    .option("--user <user>", "viewer that the stream is for")
    .option("--ttl <time>", "how long the stream lives: 90m, 24h, 7d, or seconds")
    .option("--name <name>", "name of the playlist")
    .option("--open", "play it in the browser", false)
    .option("--json", "print the reel as JSON", false)
    .action((prompt: string, flags: ReelFlags) => makeReel(prompt, flags, terminal));
  return withConnection(command);
}

async function makeReel(prompt: string, flags: ReelFlags, terminal: Terminal): Promise<void> {
  const { video, collection, duration, user, ttl, name } = flags;
  if ((video === undefined) === (collection === undefined)) {
    throw new CliError("Either --video or --collection is needed.", "Name where to look.", EXIT.usage);
  }
  const request: ReelPromptRequest = {
    prompt,
    ...(video !== undefined && { video }),
    ...(collection !== undefined && { collection }),
    ...(duration !== undefined && { duration }),
    ...(user !== undefined && { user }),
    ...(ttl !== undefined && { ttl: /^\d+$/.test(ttl) ? Number(ttl) : ttl }),
    ...(name !== undefined && { name }),
  };
  const reel = await connectTo(flags).reels.fromPrompt(request);
  if (flags.json) terminal.print(JSON.stringify(reel, null, 2));
  else printReel(reel, terminal);
  for (const warning of [...reel.warnings, ...reel.stream.plan.warnings]) terminal.note(`! ${warning}`);
  if (flags.open) await openPage(reel.stream.playerUrl, terminal);
}

function printReel({ plan, moments, stream }: Reel, terminal: Terminal): void {
  const reader = plan.by === "rules" ? "rules" : "a language model";
  const way = plan.choose === "best" ? "the best" : "some of everything";
  terminal.print(`Read by ${reader}: ${plan.understood.join(", ")}; ${way}, at most ${plan.duration} s.`);
  for (const { purpose, query, excludes, found } of plan.queries) {
    const asked = query === null ? "listed" : `searched for "${query}"`;
    terminal.print(`  ${purpose}: ${asked}, ${found} ${excludes ? "left out" : "found"}`);
  }
  const table = new Table({
    head: ["", "video", "shown (s)", "worth", "why"],
    colAligns: ["right", "left", "right", "right", "left"],
    style: { head: [], border: [] },
  });
  for (const [n, { videoName, start, end, worth, reasons }] of moments.entries()) {
    const shown = `${start.toFixed(3)} – ${end.toFixed(3)}`;
    table.push([n + 1, videoName, shown, worth.toFixed(2), reasons.join("\n")]);
  }
  terminal.print(table.toString());
  terminal.print(`${stream.plan.duration.toFixed(3)} s, ${moments.length} moments`);
  terminal.print(`stream  ${stream.id}, until ${stream.expiresAt}`);
  terminal.print(`url     ${stream.url}`);
  terminal.print(`player  ${stream.playerUrl}`);
}

/** Without a browser there is still the address above. */
async function openPage(url: string, terminal: Terminal): Promise<void> {
  const { default: open } = await import("open");
  const page = await open(url).catch(() => undefined);
  page?.once("error", () => terminal.note("! No browser could be opened; the player's address is above."));
  if (!page) terminal.note("! No browser could be opened; the player's address is above.");
}
