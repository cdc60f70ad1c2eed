import { access, constants, stat } from "node:fs/promises";
import type { IngestSource } from "../api/videos.ts";
import { CutstreamError } from "../errors.ts";

/**
 * Refuses at once what can be seen not to work: a path that is no readable file, a URL that is none. The rest shows
 * when the source is fetched.
 * @throws CutstreamError `source_not_found`, `source_forbidden`, `invalid_request`
 */
export async function checkSource(source: IngestSource): Promise<void> {
  if (source.kind === "url") return checkUrl(source.url);
  if (source.path.includes("\0"))
    throw new CutstreamError("source_not_found", "The path holds a zero byte.", { path: "path" });
  const found = await stat(source.path).catch((cause: unknown) => {
    throw new CutstreamError("source_not_found", `There is no file at ${source.path}.`, {
      cause,
      path: "path",
    });
  });
  if (!found.isFile())
    throw new CutstreamError("source_not_found", `${source.path} is no regular file.`, { path: "path" });
  await access(source.path, constants.R_OK).catch((cause: unknown) => {
    throw new CutstreamError("source_not_found", `${source.path} cannot be read by the server.`, {
      cause,
      path: "path",
    });
  });
}

function checkUrl(text: string): void {
  const url = URL.parse(text);
  if (!url)
    throw new CutstreamError("invalid_request", `${JSON.stringify(text)} is no URL.`, { path: "url" });
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new CutstreamError(
      "source_forbidden",
      `Sources are fetched over http and https, not ${url.protocol}`,
      { path: "url" },
    );
  }
}
