import { type Command, Option } from "commander";
import { type Cutstream, connect } from "cutstream";
import { isLoopback } from "../http/auth.ts";

/** How commands reach a server. */
export interface Connection {
  readonly url: string;
  readonly apiKey?: string;
}

/** Adds `--url` and `--api-key` to a command. */
export function withConnection(command: Command): Command {
  return command
    .addOption(
      new Option("--url <url>", "server to talk to").env("CUTSTREAM_URL").default("http://127.0.0.1:8720"),
    )
    .addOption(new Option("--api-key <key>", "key of that server").env("CUTSTREAM_API_KEY"));
}

/** The SDK, bound to that server. */
export function connectTo({ url, apiKey }: Connection): Cutstream {
  // The server takes several keys, one of which is as good as another.
  return connect({ url, apiKey: apiKey === undefined ? undefined : parseKeys(apiKey)[0] });
}

/** Keys as CUTSTREAM_API_KEY lists them: apart from each other by commas. */
export function parseKeys(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((key) => key.trim())
    .filter((key) => key !== "");
}

/** Whether that server sees the same files as we do. */
export function sharesOurDisk({ url }: Connection): boolean {
  return URL.canParse(url) && isLoopback(new URL(url).hostname);
}
