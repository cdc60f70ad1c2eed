import type { PublishOptions } from "cutstream";
import type { TimelineBody } from "../to-timeline.ts";
import { literal } from "./literal.ts";

/** What the code is to do. */
export interface SdkCodeRequest {
  readonly timeline: TimelineBody;
  readonly publish: PublishOptions;
  /** The server's address. */
  readonly url: string;
  /** Whether the server asks for a key: the code then reads it from the environment. */
  readonly keyed: boolean;
}

/** Writes the program that publishes the very same timeline through the SDK, as TypeScript. */
export function sdkCode({ timeline, publish, url, keyed }: SdkCodeRequest): string {
  const server = keyed ? `{ url: ${literal(url)}, apiKey: process.env.CUTSTREAM_API_KEY }` : literal({ url });
  return [
    'import { connect } from "cutstream";',
    "",
    `const cs = connect(${server});`,
    "const stream = await cs",
    ...callsOf(timeline, publish).map((call) => `  ${call}`),
    "console.log(stream.url, stream.playerUrl);",
    "",
  ].join("\n");
}

function callsOf({ clips, overlays, subtitles, reframe, music }: TimelineBody, publish: PublishOptions) {
  return [
    ".timeline()",
    ...clips.map(({ video, ...range }) => call("add", video, range)),
    ...(overlays ?? []).map(({ kind: _, ...overlay }) => call("overlay", overlay)),
    ...(subtitles ?? []).map((one) => call("subtitle", one)),
    ...(reframe ? [call("reframe", reframe)] : []),
    ...(music ? [musicCall(music)] : []),
    `${Object.keys(publish).length === 0 ? ".stream()" : call("stream", publish)};`,
  ];
}

function musicCall({ video, ...options }: NonNullable<TimelineBody["music"]>): string {
  return Object.keys(options).length === 0 ? call("music", video) : call("music", video, options);
}

/** A call on a line of its own, two columns in; what does not fit there goes on over lines. */
function call(name: string, ...values: readonly unknown[]): string {
  let text = `.${name}(`;
  values.forEach((value, n) => {
    if (n > 0) text += ", ";
    text += literal(value, text.length + 4, "  ");
  });
  return `${text})`;
}
