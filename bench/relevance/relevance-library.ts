import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CutstreamError,
  createEngine,
  type Engine,
  type JobView,
  type RetrieveOptions,
  type RetrieveRequest,
  type RetrieveView,
} from "@cutstream/engine";
import { openSqliteMomentStore } from "../../packages/engine/src/adapters/sqlite/sqlite-moment-store.ts";
import { createAnalysers, createEmbedder } from "../../packages/engine/src/open/models.ts";
import type { Analyser } from "../../packages/engine/src/seams/analyser.ts";
import type { Embedder } from "../../packages/engine/src/seams/embedder.ts";
import type { MomentStore } from "../../packages/engine/src/seams/moment-store.ts";
import { listen, type RunningServer } from "../../packages/server/src/listen.ts";
import type { LabelledQuery, LabelledSet, OwnIndex } from "./labelled-set.ts";
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
  readonly #analysers: readonly Analyser[];
  readonly #server: RunningServer;
  readonly #isKept: boolean;
  readonly #dataDir: string;
  /** Ids by path and back. */
  readonly #ids = new Map<string, string>();
  readonly #paths = new Map<string, string>();

  private constructor(parts: {
    engine: Engine;
    store: MomentStore;
    embedder: Embedder | null;
    analysers: readonly Analyser[];
    server: RunningServer;
    dataDir: string;
    isKept: boolean;
  }) {
    this.#engine = parts.engine;
    this.#store = parts.store;
    this.#embedder = parts.embedder;
    this.#analysers = parts.analysers;
    this.#server = parts.server;
    this.#isKept = parts.isKept;
    this.#dataDir = parts.dataDir;
  }

  /**
   * A library with the default models, and whatever an earlier run left in the folder `RELEVANCE_DATA`: what was
   * indexed there by the same analysers is not indexed again. Without it, an empty one that is deleted in the end.
   */
  static async open(): Promise<RelevanceLibrary> {
    const kept = process.env.RELEVANCE_DATA;
    const dataDir = kept ?? (await mkdtemp(join(tmpdir(), "cutstream-bench-")));
    await mkdir(dataDir, { recursive: true });
    const store = await openSqliteMomentStore({ path: join(dataDir, "moments.sqlite") });
    const embedder = createEmbedder();
    const analysers = createAnalysers();
    const config = { dataDir, publicUrl: "http://127.0.0.1" };
    const engine = await createEngine(config, { moments: store, embedder, analysers });
    const server = await listen(engine, { dataDir, port: 0 });
    return new RelevanceLibrary({ engine, store, embedder, analysers, server, dataDir, isKept: !!kept });
  }

  /**
   * Takes videos in, has every analyser that can run look at them, and gives those their subtitles that have some in a
   * file of their own: as an index `speech`, in place of a recogniser's.
   */
  async fill({ videos, indexes }: Pick<LabelledSet, "videos" | "indexes">, media: string): Promise<void> {
    const made = await makeVideos(media);
    const collections = await this.#collections(videos.map(({ collection }) => collection));
    await this.#recall();
    for (const { path, collection } of videos) {
      if (this.#ids.has(path)) continue;
      const file = path.startsWith("made/") ? made(path) : join(media, path);
      const source = { kind: "path", path: file } as const;
      const request = { source, collection: collections.get(collection) ?? collection, name: path };
      const { video, job } = await this.#engine.videos.ingest(request);
      this.#remember(path, video.id);
      await this.#ended(job, true);
    }
    await this.#forgetTold(indexes);
    for (const { path, subtitles } of videos) {
      const wanted = (await this.#outdated(path)).filter((name) => !(subtitles && name === "speech"));
      if (wanted.length > 0)
        for (const job of await this.#engine.memory.indexes.analyse(this.#idOf(path), wanted))
          await this.#ended(job, false);
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
    if (!this.#isKept) await rm(this.#dataDir, { recursive: true });
  }

  async #collections(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const known = new Set((await this.#engine.collections.list()).map(({ name }) => name));
    for (const name of new Set(names)) if (!known.has(name)) await this.#engine.collections.create(name);
    return new Map((await this.#engine.collections.list()).map(({ id, name }) => [name, id]));
  }

  /** Videos of an earlier run. */
  async #recall(): Promise<void> {
    for (const { id, name, status } of (await this.#engine.videos.list({ limit: 200 })).items)
      if (status === "ready") this.#remember(name, id);
  }

  #remember(path: string, id: string): void {
    this.#ids.set(path, id);
    this.#paths.set(id, path);
  }

  /** Deletes what an earlier run was told. */
  async #forgetTold(indexes: readonly OwnIndex[]): Promise<void> {
    for (const { video, name } of indexes) {
      if (!this.#ids.has(video)) continue;
      const id = this.#idOf(video);
      const known = await this.#engine.memory.indexes.list(id);
      if (known.some((index) => index.name === name)) await this.#engine.memory.indexes.delete(id, name);
    }
  }

  /** Names of the analysers that can run and have not made an index of this video as they are now. */
  async #outdated(path: string): Promise<string[]> {
    const indexes = await this.#engine.memory.indexes.list(this.#idOf(path));
    const names: string[] = [];
    for (const analyser of this.#analysers) {
      const identity = await analyser.identify().catch(onlyUnavailable);
      if (!identity) continue;
      const made = indexes.find(({ name, status }) => name === analyser.name && status === "ready");
      if (JSON.stringify(made?.analyser) !== JSON.stringify(identity)) names.push(analyser.name);
    }
    return names;
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

function onlyUnavailable(error: unknown): null {
  if (error instanceof CutstreamError && error.code === "analyser_unavailable") return null;
  throw error;
}

function resolveFile(file: string, media: string, made: (name: string) => string): string {
  const [kind, path = ""] = file.split(":");
  if (kind === "bench") return join(import.meta.dirname, path);
  return kind === "made" ? made(path) : join(media, path);
}
