import { Command, Option } from "commander";
import { showProgress } from "../progress.ts";
import { tenantsBelow } from "../tenants-below.ts";
import type { Terminal } from "../terminal.ts";

interface MoveFlags {
  readonly from: string;
  readonly to: string;
}

const MB = 1e6;

/** `cutstream move-blobs`: from a data folder to S3, or back. */
export function moveBlobsCommand(terminal: Terminal): Command {
  return new Command("move-blobs")
    .description(
      "Copy all media that a server keeps, without its tenants', to S3 or from there; what is there already is left.",
    )
    .addOption(
      new Option("--from <place>", "data folder of the server, or s3://bucket/prefix")
        .env("CUTSTREAM_DATA")
        .default(".cutstream"),
    )
    .addOption(
      new Option("--to <place>", "s3://bucket/prefix, or a data folder").env("BLOBS").makeOptionMandatory(),
    )
    .action((flags: MoveFlags) => move(flags, terminal));
}

async function move({ from, to }: MoveFlags, terminal: Terminal): Promise<void> {
  const { moveBlobs } = await import("@cutstream/engine");
  const display = showProgress(terminal);
  const tracker = display.track("media");
  try {
    const { blobs, bytes, copied, tenants } = await moveBlobs({
      ...{ from, to },
      onProgress: ({ bytes, ofBlobs, ofBytes, blobs }) =>
        tracker.update(
          `${blobs} of ${ofBlobs} blobs, ${(ofBytes / MB).toFixed(1)} MB`,
          ofBytes === 0 ? 1 : bytes / ofBytes,
        ),
    });
    tracker.end();
    terminal.print(
      `${blobs} blobs, ${(bytes / MB).toFixed(1)} MB: ${copied} copied, ${blobs - copied} were there`,
    );
    const others = from.startsWith("s3://") ? tenants : await tenantsBelow(from);
    if (others.length > 0)
      terminal.note(
        `Tenants are not in it: ${others.join(", ")}. Move each by itself, from tenants/NAME in the one place to tenants/NAME in the other.`,
      );
  } finally {
    display.stop();
  }
  terminal.note(
    "Start the server with BLOBS to use them. What a server stored meanwhile is copied by running this again.",
  );
}
