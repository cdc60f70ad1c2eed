import { Agent, type RequestOptions, request } from "node:http";

/** Fetches as a player does: over kept connections, to the last byte. */
export class Player {
  readonly #agent = new Agent({ keepAlive: true });

  /** @throws Error for any answer but 200. */
  fetch(url: string): Promise<Buffer> {
    return this.#ask(url, { method: "GET" });
  }

  /** Posts JSON over the same connections; Node's `fetch` would cost more than the answer. @throws Error for any but 201. */
  async post<T>(url: string, body: unknown): Promise<T> {
    const headers = { "content-type": "application/json" };
    return JSON.parse(
      (await this.#ask(url, { method: "POST", headers }, JSON.stringify(body), 201)).toString(),
    );
  }

  #ask(url: string, options: RequestOptions, body = "", wanted = 200): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const asked = request(url, { ...options, agent: this.#agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const answer = Buffer.concat(chunks);
          if (response.statusCode === wanted) resolve(answer);
          else reject(new Error(`${url}: ${response.statusCode} ${answer.subarray(0, 300)}`));
        });
      });
      asked.on("error", reject);
      asked.end(body);
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
