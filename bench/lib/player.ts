import { Agent, get } from "node:http";

/** Fetches as a player does: over kept connections, to the last byte. */
export class Player {
  readonly #agent = new Agent({ keepAlive: true });

  /** @throws Error for any answer but 200. */
  fetch(url: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      get(url, { agent: this.#agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const body = Buffer.concat(chunks);
          if (response.statusCode === 200) resolve(body);
          else reject(new Error(`${url}: ${response.statusCode} ${body.subarray(0, 300)}`));
        });
      }).on("error", reject);
    });
  }

  /** URIs of a playlist, absolute: of playlists in a multivariant one, of segments and init segments in others. */
  async playlist(url: string): Promise<{ readonly uris: string[]; readonly maps: string[] }> {
    const text = (await this.fetch(url)).toString();
    const absolute = (uri: string) => new URL(uri, url).href;
    return {
      uris: text
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map(absolute),
      maps: [...text.matchAll(/#EXT-X-MAP:URI="([^"]+)"/g)].map((match) => absolute(match[1] ?? "")),
    };
  }

  close(): void {
    this.#agent.destroy();
  }
}
