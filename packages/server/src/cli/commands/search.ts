import Table from "cli-table3";
import { Command, Option } from "commander";
import type { JsonObject, Moment, RetrieveRequest } from "cutstream";
import { type Connection, connectTo, withConnection } from "../connection.ts";
import { CliError, EXIT } from "../failure.ts";
import { parseCount } from "../numbers.ts";
import type { Terminal } from "../terminal.ts";

interface SearchFlags extends Connection {
  readonly collection?: string;
  readonly video?: readonly string[];
  readonly index?: readonly string[];
  readonly filter?: JsonObject;
  readonly limit?: number;
  readonly snap?: "shot" | "sentence";
  readonly json: boolean;
}

/** `cutstream search`: finds moments, and shows why each came and where it plays. */
export function searchCommand(terminal: Terminal): Command {
  const command = new Command("search")
    .description("Find moments by words, meanings and filters.")
    .argument("[query]", 'words, "phrases" and prefixes*; without it filters alone, by video and time')
    .option("--collection <name>", "collection to look in, by id or name")
    .option("--video <ids...>", "videos to look in")
    .option("--index <names...>", "indexes that may answer: speech, scenes, events")
    .addOption(
      new Option("--filter <json>", `conditions: '{"team":"home","minute":{"$gte":80}}'`).argParser(
        parseFilter,
      ),
    )
    .addOption(new Option("--limit <n>", "moments to show, 20 unless told otherwise").argParser(parseCount))
    .addOption(new Option("--snap <unit>", "move edges to those of units").choices(["shot", "sentence"]))
    .option("--json", "print the moments as JSON", false)
    .action((query: string | undefined, flags: SearchFlags) => search(query, flags, terminal));
  return withConnection(command);
}

async function search(query: string | undefined, flags: SearchFlags, terminal: Terminal): Promise<void> {
  const { collection, video, index, filter, limit, snap } = flags;
  const request: RetrieveRequest = {
    ...(query !== undefined && { query }),
    ...(collection !== undefined && { collection }),
    ...(video !== undefined && { videos: video }),
    ...(index !== undefined && { indexes: index }),
    ...(filter !== undefined && { filters: filter }),
    ...(limit !== undefined && { limit }),
    ...(snap !== undefined && { snap }),
  };
  const moments = await connectTo(flags).retrieve(request);
  if (flags.json) terminal.print(JSON.stringify([...moments], null, 2));
  else if (moments.length === 0) terminal.print("Nothing was found.");
  else printMoments(moments, terminal);
  for (const warning of moments.warnings) terminal.note(`! ${warning}`);
}

/** Prints moments as a table; each can be given to `cutstream compose` as it stands in the first column. */
function printMoments(moments: readonly Moment[], terminal: Terminal): void {
  const table = new Table({
    head: ["clip", "score", "why", "what"],
    colAligns: ["left", "right", "left", "left"],
    colWidths: [null, null, 28, 56],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const moment of moments) {
    table.push([clipSpec(moment), moment.score.toFixed(2), reasons(moment), summary(moment)]);
  }
  terminal.print(table.toString());
}

const clipSpec = ({ video, startFrame, endFrame }: Moment): string => `${video}@f${startFrame}-f${endFrame}`;

function reasons({ why }: Moment): string {
  const shown = why.slice(0, 3).map(({ by, index, terms = [] }) => `${by} in ${index}${listed(terms)}`);
  return [...new Set(shown)].join("\n");
}

const listed = (terms: readonly string[]): string => (terms.length === 0 ? "" : `: ${terms.join(", ")}`);

function summary({ text, labels, start, end, videoName }: Moment): string {
  const what = [text.replaceAll("\n", " ").slice(0, 200), labels.join(", ")].filter((part) => part !== "");
  return [...what, `${videoName}, ${start.toFixed(2)} – ${end.toFixed(2)} s`].join("\n");
}

function parseFilter(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // told below
  }
  throw new CliError(`${text} is no JSON object.`, `Write it like '{"team": "home"}'.`, EXIT.usage);
}
