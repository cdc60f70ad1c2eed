import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createEngine,
  type Engine,
  type JobView,
  type RetrieveOptions,
  type RetrieveRequest,
  type RetrieveView,
} from "@cutstream/engine";
import { openSqliteMomentStore } from "../../packages/engine/src/adapters/sqlite/sqlite-moment-store.ts";
import { createEmbedder } from "../../packages/engine/src/models.ts";
import type { Embedder } from "../../packages/engine/src/seams/embedder.ts";
import type { MomentStore } from "../../packages/engine/src/seams/moment-store.ts";
import { listen, type RunningServer } from "../../packages/server/src/listen.ts";
import type { LabelledQuery, LabelledVideo, OwnIndex } from "./labelled-set.ts";
import { makeVideos } from "./made-videos.ts";
import { DEPTH, type Place } from "./score.ts";

/** A moment as an answer to a labelled query. */
export interface Answer extends Place {
  readonly index: string;
  readonly text: string;
  readonly score: number;
}

/** How one index of one video came out. */
export interface IndexOutcome {
  readonly video: string;
  readonly name: string;
  readonly status: string;
  readonly moments: number;
  readonly model: string;
  /** What it failed of; null where it did not. */
  readonly error: string | null;
}

/**
 * The labelled videos in an engine of their own, with every analyser that can run, served on loopback. In this process,
 * so that ways of ranking can be left out, which the HTTP API does not offer.
 */
export class RelevanceLibrary implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #store: MomentStore;
  readonly #embedder: Embedder | null;
  readonly #server: RunningServer;
  readonly #dataDir: string;
  /** Ids by path and back. */
  readonly #ids = new Map<string, string>();
  readonly #paths = new Map<string, string>();

  private constructor(parts: {
    engine: Engine;
    store: MomentStore;
    embedder: Embedder | null;
    server: RunningServer;
    dataDir: string;
  }) {
    this.#engine = parts.engine;
    this.#store = parts.store;
    this.#embedder = parts.embedder;
    this.#server = parts.server;
    this.#dataDir = parts.dataDir;
  }

  /** An empty library with the default models. */
  static async open(): Promise<RelevanceLibrary> {
    const dataDir = await mkdtemp(join(tmpdir(), "cutstream-bench-"));
    const store = await openSqliteMomentStore({ path: join(dataDir, "moments.sqlite") });
    const embedder = createEmbedder(undefined);
    const engine = await createEngine(
      { dataDir, publicUrl: "http://127.0.0.1" },
      { moments: store, embedder },
    );
    const server = await listen(engine, { dataDir, port: 0 });
    return new RelevanceLibrary({ engine, store, embedder, server, dataDir });
  }

  /**
   * Takes videos in, has every analyser that can run look at them, and gives those their subtitles that have some in a
   * file of their own: as an index `speech` in place of what a recogniser heard.
   */
  async fill(videos: readonly LabelledVideo[], media: string): Promise<void> {
    const made = await makeVideos(media);
    for (const name of new Set(videos.map(({ collection }) => collection)))
      await this.#engine.collections.create(name);
    const collections = new Map((await this.#engine.collections.list()).map(({ id, name }) => [name, id]));
    for (const { path, collection } of videos) {
      const file = path.startsWith("made/") ? made(path) : join(media, path);
      const { video, job } = await this.#engine.videos.ingest({
        source: { kind: "path", path: file },
        collection: collections.get(collection) ?? collection,
        name: path,
      });
      this.#ids.set(path, video.id);
      this.#paths.set(video.id, path);
      await this.#ended(job, true);
    }
    for (const { path } of videos)
      for (const job of await this.#engine.memory.indexes.analyse(this.#idOf(path)))
        await this.#ended(job, false);
    for (const { path, subtitles } of videos) {
      if (!subtitles) continue;
      const { file, ...rest } = subtitles;
      const bytes = await readFile(resolveFile(file, media, made));
      await this.#engine.memory.indexes.import(this.#idOf(path), "speech", { ...rest, bytes });
    }
    await this.#embedded();
  }

  /** Tells the library what somebody knows of its videos. */
  async tell(indexes: readonly OwnIndex[]): Promise<void> {
    for (const { video, name, moments } of indexes)
      if (this.#ids.has(video)) await this.#engine.memory.indexes.put(this.#idOf(video), name, moments);
    await this.#embedded();
  }

  /** What analysers and files made of the videos. */
  async outcomes(): Promise<IndexOutcome[]> {
    const lists = [...this.#ids].map(async ([video, id]) =>
      (await this.#engine.memory.indexes.list(id)).map(
        ({ name, status, moments, analyser, error }): IndexOutcome => ({
          ...{ video, name, status, moments },
          model: analyser?.model ?? "given",
          error: error?.message ?? null,
        }),
      ),
    );
    return (await Promise.all(lists)).flat();
  }

  /** Asks as everybody does: `POST /v1/retrieve`. */
  async ask(query: LabelledQuery): Promise<Answer[]> {
    const response = await fetch(`${this.#server.address}/v1/retrieve`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(this.#requestOf(query)),
    });
    if (!response.ok) throw new Error(`${query.id}: ${response.status} ${await response.text()}`);
    return this.#answersOf((await response.json()) as RetrieveView);
  }

  /** Asks in process, with ways of ranking left out, or of one index alone. */
  async askPart(
    query: LabelledQuery,
    options: RetrieveOptions,
    indexes?: readonly string[],
  ): Promise<Answer[]> {
    const request = { ...this.#requestOf(query), ...(indexes ? { indexes } : {}) };
    return this.#answersOf(await this.#engine.memory.retrieve(request, options));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close();
    await rm(this.#dataDir, { recursive: true });
  }

  #requestOf({ query, filters, time, videos, collection }: LabelledQuery): RetrieveRequest {
    return {
      ...(query === undefined ? {} : { query }),
      ...(filters ? { filters } : {}),
      ...(time ? { time } : {}),
      ...(videos ? { videos: videos.map((path) => this.#idOf(path)) } : {}),
      collection,
      limit: DEPTH,
    };
  }

  #answersOf({ moments }: RetrieveView): Answer[] {
    return moments.map(({ video, start, end, index, text, score }) => ({
      ...{ video: this.#paths.get(video) ?? video, start, end, index, text, score },
    }));
  }

  #idOf(path: string): string {
    const id = this.#ids.get(path);
    if (id === undefined) throw new Error(`${path} was not taken in.`);
    return id;
  }

  async #ended({ id, video }: JobView, must: boolean): Promise<void> {
    for await (const { kind, status, error } of this.#engine.jobs.watch(id)) {
      if (status !== "failed" && status !== "cancelled") continue;
      const message = `${kind} of ${this.#paths.get(video)} ${status}: ${error?.message}`;
      if (must) throw new Error(message);
      console.error(message);
    }
  }

  /** Until every text has its vector. */
  async #embedded(): Promise<void> {
    const model = this.#embedder?.model;
    while (model !== undefined && (await this.#store.withoutVector(model, 1)).length > 0)
      await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function resolveFile(file: string, media: string, made: (name: string) => string): string {
  const [kind, path = ""] = file.split(":");
  if (kind === "bench") return join(import.meta.dirname, path);
  return kind === "made" ? made(path) : join(media, path);
}
