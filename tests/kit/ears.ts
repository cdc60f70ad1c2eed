import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A word that is heard, and when: seconds. */
export interface HeardWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Something that transcribes, on loopback. */
export interface Ears {
  /** What an engine's `models` name it by. */
  readonly transcriber: { readonly kind: "http"; readonly url: string; readonly model: string };
  close(): Promise<void>;
}

/** Opens an endpoint that hears the same line of English in everything, as OpenAI's answers (`verbose_json`). */
export async function openEars(words: readonly HeardWord[]): Promise<Ears> {
  const text = words.map(({ word }) => word).join(" ");
  const [start, end] = [words[0]?.start, words.at(-1)?.end];
  const heard = JSON.stringify({ language: "english", text, segments: [{ start, end, text }], words });
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.end(heard));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    transcriber: { kind: "http", url: `http://127.0.0.1:${port}/v1`, model: "ears" },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
