import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { JobView, PublishRequest, StreamView, VideoView } from "@cutstream/engine";
import { decodeIndex, VideoTrack } from "@cutstream/media";
import { keys } from "../../packages/engine/src/library/keys.ts";
import { YOUNG } from "../../packages/server/src/cli/young-generation.ts";
import type { BenchSource } from "./sources.ts";
import type { Usage } from "./usage.ts";

/** A video that the server has taken in. */
export interface BenchVideo {
  readonly id: string;
  readonly version: string;
  readonly track: VideoTrack;
  /** AAC frames. */
  readonly audioFrames: number;
}

/** The real server on loopback, in a process and a folder of its own. */
export class BenchServer implements AsyncDisposable {
  readonly address: string;
  /** Folder in which it keeps everything. */
  readonly dataDir: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, dataDir: string, address: string) {
    this.#child = child;
    this.dataDir = dataDir;
    this.address = address;
  }

  static async start(): Promise<BenchServer> {
    const dataDir = await mkdtemp(join(tmpdir(), "cutstream-bench-"));
    const child = fork(new URL("./server-process.ts", import.meta.url), [dataDir], {
      env: { ...process.env, NODE_ENV: "production" },
      // as `cutstream serve` does
      execArgv: YOUNG,
    });
    const [{ address }] = await once(child, "message");
    return new BenchServer(child, dataDir, address);
  }

  /** Of the server's process. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What the server has used so far. */
  async usage(): Promise<Usage> {
    this.#child.send("usage");
    const [usage] = await once(this.#child, "message");
    return usage;
  }

  /** Copies sources in and waits until they can be cut. */
  async ingest(sources: readonly Pick<BenchSource, "path">[]): Promise<BenchVideo[]> {
    const videos: BenchVideo[] = [];
    for (const { path } of sources) {
      const { video, job } = await this.post<{ video: VideoView; job: JobView }>("/v1/videos", {
        path,
        mode: "copy",
      });
      await this.ended(job.id);
      const { versions } = await this.get<VideoView>(`/v1/videos/${video.id}`);
      const version = versions.at(-1) ?? "";
      const picture = await this.#index(version, "v720");
      const sound = await this.#index(version, "a0");
      if (picture.kind !== "video") throw new Error(`${path} was taken in without its picture.`);
      const track = new VideoTrack(picture);
      videos.push({ id: video.id, version, track, audioFrames: sound.sizes.length });
    }
    return videos;
  }

  publish(request: PublishRequest): Promise<StreamView> {
    return this.post("/v1/streams", request);
  }

  /** Waits until nothing is being encoded any more; being asked is work for the server too, so that is seldom. */
  async atRest(): Promise<void> {
    for (;;) {
      const metrics = await (await fetch(`${this.address}/metrics`)).text();
      await sleep(100);
      if (!/^cutstream_heads_(running|waiting) [1-9]/m.test(metrics)) return;
    }
  }

  async get<T>(path: string): Promise<T> {
    return read<T>(await fetch(this.address + path));
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    const headers = { "content-type": "application/json" };
    return read<T>(await fetch(this.address + path, { method: "POST", headers, body: JSON.stringify(body) }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
    await rm(this.dataDir, { recursive: true });
  }

  /** Waits for a job. @throws Error where it fails. */
  async ended(job: string): Promise<void> {
    for (;;) {
      const { status, error } = await this.get<JobView>(`/v1/jobs/${job}`);
      if (status === "done") return;
      if (status === "failed" || status === "cancelled") throw new Error(`Job ${status}: ${error?.message}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Sample indexes are read where the server keeps them, to know what can be asked for. */
  async #index(version: string, rendition: string) {
    return decodeIndex(await readFile(join(this.dataDir, "blobs", keys.index(version, rendition))));
  }
}

async function read<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
