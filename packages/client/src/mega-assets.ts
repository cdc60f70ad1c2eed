import { type Http, segment } from "./http.ts";
import type {
  MegaAsset,
  MegaAssetDetail,
  MegaReport,
  MegaVersion,
  MegaVersionOptions,
  TimecodeListFormat,
} from "./mega-types.ts";
import { eachItem } from "./paging.ts";
import type { Cancellable, Job } from "./types.ts";

/** Long videos of many short clips. A mega asset is meant by its id or its name. */
export interface MegaAssets {
  /**
   * @example
   * ```ts
   * await cs.megaAssets.create("sizzle", { clipTypes: { long: 80, short: 40 } });
   * const { version } = await cs.megaAssets.addVersion("sizzle", { video: video.id, format: "csv", data: list });
   * const job = await cs.megaAssets.verify("sizzle", version);
   * await cs.jobs.done(job.id);
   * for (const { message } of (await cs.megaAssets.report("sizzle", version)).findings) console.log(message);
   * await cs.megaAssets.promote("sizzle", version);
   * ```
   * @throws CutstreamError `mega_asset_exists`
   */
  create(
    name: string,
    options?: { readonly clipTypes?: Readonly<Record<string, number>> } & Cancellable,
  ): Promise<MegaAsset>;
  /** @throws CutstreamError `mega_asset_not_found` */
  get(mega: string, options?: Cancellable): Promise<MegaAssetDetail>;
  /** All of them, oldest first, a page at a time as they are wanted. */
  list(options?: Cancellable): AsyncGenerator<MegaAsset>;
  /** Streams made of it play on. */
  delete(mega: string, options?: Cancellable): Promise<void>;
  /** Adds a version, a draft. @throws CutstreamError `invalid_timecode_list` with the lines */
  addVersion(mega: string, version: MegaVersionOptions, options?: Cancellable): Promise<MegaVersion>;
  version(mega: string, version: number, options?: Cancellable): Promise<MegaVersion>;
  /** A version's list, in any format. */
  timecodes(
    mega: string,
    version: number,
    format: TimecodeListFormat,
    options?: Cancellable,
  ): Promise<string>;
  /** Begins to verify a version. @param options.accept lines whose offsets are meant */
  verify(
    mega: string,
    version: number,
    options?: { readonly accept?: readonly number[] } & Cancellable,
  ): Promise<Job>;
  /** What the last verification found. @throws CutstreamError `mega_version_not_verified` before there was one */
  report(mega: string, version: number, options?: Cancellable): Promise<MegaReport>;
  /** The same as a page that shows frames side by side. */
  reportPage(mega: string, version: number, options?: Cancellable): Promise<string>;
  /** @throws CutstreamError `mega_version_not_verified`, `mega_version_retired` */
  promote(mega: string, version: number, options?: Cancellable): Promise<MegaAsset>;
  /** @throws CutstreamError `no_version_before` */
  rollback(mega: string, options?: Cancellable): Promise<MegaAsset>;
  /** @throws CutstreamError `mega_version_in_use` */
  retire(mega: string, version: number, options?: Cancellable): Promise<MegaVersion>;
}

/** Mega assets over HTTP. */
export function createMegaAssets(http: Http): MegaAssets {
  const root = "/v1/mega-assets";
  const path = (mega: string, rest = "") => `${root}/${segment(mega)}${rest}`;
  const of = (mega: string, version: number, rest = "") => path(mega, `/versions/${version}${rest}`);
  const post = { method: "POST" } as const;
  return {
    create: (name, { signal, ...options } = {}) =>
      http.json(root, { ...post, ...(signal && { signal }), json: { name, ...options } }),
    get: (mega, options) => http.json(path(mega), options),
    list: (options) => eachItem((cursor) => http.json(root, { ...options, query: { cursor } })),
    delete: async (mega, options) => {
      await http.send(path(mega), { ...options, method: "DELETE" });
    },
    addVersion: (mega, { data, ...query }, options) =>
      http.json(path(mega, "/versions"), {
        ...options,
        ...post,
        query,
        body: data as BodyInit,
        headers: { "content-type": "application/octet-stream" },
      }),
    version: (mega, version, options) => http.json(of(mega, version), options),
    timecodes: async (mega, version, format, options) =>
      (await http.send(of(mega, version, "/timecodes"), { ...options, query: { format } })).text(),
    verify: async (mega, version, { signal, ...json } = {}) => {
      const call = { ...post, json, ...(signal && { signal }) };
      return (await http.json<{ job: Job }>(of(mega, version, "/verify"), call)).job;
    },
    report: (mega, version, options) => http.json(of(mega, version, "/report"), options),
    reportPage: async (mega, version, options) =>
      (await http.send(of(mega, version, "/report.html"), options)).text(),
    promote: (mega, version, options) => http.json(of(mega, version, "/promote"), { ...options, ...post }),
    rollback: (mega, options) => http.json(path(mega, "/rollback"), { ...options, ...post }),
    retire: (mega, version, options) => http.json(of(mega, version, "/retire"), { ...options, ...post }),
  };
}
