import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cutstream, connect } from "../../packages/client/src/index.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

/** What four builds of VideoDB's SDKs sent, replayed against a real server; answers are read as the SDKs read them. */
const BUILDS = ["node-0.2.0", "node-0.2.7", "node-0.3.0", "python-0.4.5"] as const;
const KEY = "sk-test";

/** A request as it was recorded. */
interface Recorded {
  readonly m: string;
  readonly url: string;
  readonly h: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** An answer, and what it is an answer to. */
interface Replayed {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: {
    readonly success?: boolean;
    readonly message?: string;
    readonly status?: string;
    data?: never;
  };
}

let server: TestServer;
let client: Cutstream;
/** What the ids and addresses of the recordings stand for here. */
const stands = { video: "", sound: "", image: "", index: "", stream: "", file: "" };
let film = "";

beforeAll(async () => {
  server = await startTestServer({ allowPrivateSources: true, apiKeys: [KEY, "k", "st-1"] });
  client = connect({ url: server.url, apiKey: KEY });
  const long = join(server.folder, "long.mp4");
  const sound = join(server.folder, "sound.m4a");
  film = join(server.folder, "short.mp4");
  const made = [
    "-y",
    "-f",
    "lavfi",
    "-i",
    "testsrc2=size=640x360:rate=12",
    "-f",
    "lavfi",
    "-i",
    "sine=f=440:r=48000",
  ];
  const coding = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "24", "-bf", "0", "-c:a", "aac"];
  await runProgram(FFMPEG, [...made, ...coding, "-t", "100", long]);
  await runProgram(FFMPEG, [...made, ...coding, "-t", "2", film]);
  await runProgram(FFMPEG, ["-y", "-i", long, "-vn", "-c", "copy", "-t", "20", sound]);
  const ingest = async (path: string) => {
    const { video } = await client.videos.ingest({ path });
    return client.videos.waitUntilReady(video.id);
  };
  const video = await ingest(long);
  const speech = "1\n00:00:01,000 --> 00:00:03,000\nThe product demo, and the best moments.\n";
  await client.indexes.import(video.id, "speech", { format: "srt", data: speech, language: "en" });
  const events = await client.indexes.put(video.id, "events", [{ start: 4, end: 6, text: "a goal" }]);
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="36"><rect width="64" height="36"/></svg>';
  const logo = await client.assets.upload(new Blob([svg]), { name: "logo.svg" });
  const short = await ingest(film);
  Object.assign(stands, {
    video: `m-${video.id}`,
    sound: `a-${(await ingest(sound)).id}`,
    image: `img-${logo.id}`,
    index: events.id.replace("idx_", ""),
    stream: video.streamUrl,
    file: short.streamUrl?.replace("m3u8", "mp4"),
  });
});
afterAll(() => server?.close());

const recorded = (build: string): Recorded[] =>
  readFileSync(join(import.meta.dirname, `../fixtures/videodb/requests-${build}.jsonl`), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** Ids and addresses of the recordings, as they are here. */
function translate(text: string, upload: string): string {
  return text
    .replaceAll(/\bm-1\b/g, stands.video)
    .replaceAll(/\ba-1\b/g, stands.sound)
    .replaceAll(/\bimg-1\b/g, stands.image)
    .replaceAll(/\bc-1\b/g, "c-default")
    .replaceAll(/\babc123\b|(?<=")abc(?=")/g, stands.index)
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+\/put\/abc/g, upload)
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+\/s\/\w+\.m3u8/g, stands.stream)
    .replaceAll("https://example.com/a.mp4", stands.file);
}

/** Sends what was recorded, in order. */
async function replay(requests: readonly Recorded[]): Promise<Replayed[]> {
  const answers: Replayed[] = [];
  let upload = "";
  for (const { m: method, url, h, body } of requests) {
    const path = url.replace(/^\/prefix/, "");
    const { "content-length": _, "user-agent": __, ...headers } = h;
    let target = `${server.url}/videodb${translate(path, upload)}`;
    let sent: string | FormData | undefined;
    if (path === "/put/abc") {
      target = upload;
      sent = new FormData();
      const timeline = String(body).includes("timeline_data");
      const file = timeline ? largeTimeline() : new Uint8Array(await readFile(film));
      sent.append("file", new Blob([file]), "a");
      delete (headers as Record<string, string>)["content-type"];
    } else if (method === "DELETE" && path === "/video/m-1") {
      const { video } = await client.videos.ingest({ path: film });
      target = `${server.url}/videodb/video/m-${video.id}`;
    } else if (body !== "" && body !== undefined) sent = translate(JSON.stringify(body), upload);
    const answer = await fetch(target, { method, headers, ...(sent !== undefined && { body: sent }) });
    const json = JSON.parse(await answer.text());
    if (path.includes("/upload_url")) upload = json.data.upload_url;
    const [, job] = /\.(job_\w+)/.exec(json.data?.id ?? "") ?? [];
    // The answer counts, not the work: analysers and the like are stopped.
    if (job && !path.endsWith("/upload")) await client.jobs.cancel(job);
    answers.push({ method, path: path.split("?")[0] ?? "", status: answer.status, body: json });
  }
  return answers;
}

function largeTimeline(): string {
  const clip = { asset: { type: "video", id: stands.video, start: 1 }, duration: 1, fit: "crop" };
  const clips = Array.from({ length: 40 }, (_, n) => ({ start: n, clip }));
  return JSON.stringify({ timeline: { background: "#000000", resolution: "1280x720", tracks: [{ clips }] } });
}

const text = expect.any(String);
const number = expect.any(Number);
const STREAM = {
  stream_url: expect.stringMatching(/\.m3u8$/),
  player_url: expect.stringMatching(/\/watch\?.*v=/),
};
const MEDIA = { id: text, collection_id: text, name: text };
const VIDEO = {
  ...MEDIA,
  ...STREAM,
  length: expect.stringMatching(/^\d+(\.\d+)?$/),
  thumbnail: text,
  thumbnail_url: text,
};
const COLLECTION = { id: "c-default", name: text, description: text, is_public: false };
const DOC = { start: number, end: number, text, score: number, stream_link: null, player_url: null };
const RESULTS = {
  results: [
    {
      video_id: text,
      collection_id: "c-default",
      title: text,
      length: text,
      docs: expect.arrayContaining([expect.objectContaining(DOC)]),
    },
  ],
};
const PROCESSING = {
  id: text,
  output_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/videodb\/async-response\//),
};
const FRAME = { frame_id: text, url: text, frame_time: number, description: "" };
const SCENES = expect.arrayContaining([
  expect.objectContaining({
    scene_id: text,
    start: 0,
    end: number,
    frames: [expect.objectContaining(FRAME)],
  }),
]);

// Matchers all the way down: a plain object inside one would have to be equal.
const COLLECTED = {
  scene_collection: expect.objectContaining({
    scene_collection_id: text,
    config: expect.any(Object),
    scenes: SCENES,
  }),
};

const fits = (data: unknown, fields: object): boolean =>
  expect.objectContaining(fields).asymmetricMatch(data);

/** What the SDKs read of answers that succeed: method, path and fields. The first that fits counts. */
const READ: readonly (readonly [RegExp, unknown])[] = [
  [/^GET \/{1,2}collection\/default$/, COLLECTION],
  [/^GET \/collection$/, { collections: [COLLECTION] }],
  [/^GET \/collection\/\S+\/upload_url$/, { upload_url: expect.stringMatching(/^http/) }],
  [/^GET \/video$/, { videos: expect.arrayContaining([expect.objectContaining(VIDEO)]) }],
  [/^GET \/video\/m-1$/, VIDEO],
  [/^GET \/audio\/a-1$/, { ...MEDIA, length: text, size: text, user_id: text }],
  [/^GET \/image\/img-1$/, { ...MEDIA, url: text }],
  [/generate_url$/, { signed_url: expect.stringMatching(/^http/) }],
  [/search\/v2$/, { response_type: "shots", results: expect.any(Array) }],
  [/search$/, { results: expect.any(Array) }],
  [/^POST (\/compile|\/video\/m-1\/stream|\/timeline|\/editor)$/, STREAM],
  [/download$/, { download_url: expect.stringMatching(/\.mp4$/), name: text, status: "done" }],
  [/workflow$/, { stream_url: STREAM.stream_url }],
  [
    /transcription$/,
    {
      word_timestamps: expect.arrayContaining([{ start: 0, end: 1, text: "-" }]),
      text: expect.stringContaining("product demo"),
    },
  ],
  [/^POST \/video\/m-1\/index\/scene$/, PROCESSING],
  [
    /^GET \/video\/m-1\/index\/scene$/,
    { scene_indexes: expect.arrayContaining([{ scene_index_id: text, name: "events", status: "done" }]) },
  ],
  [
    /^GET \/video\/m-1\/index\/scene\/abc123$/,
    { scene_index_records: [{ start: 4, end: 6, description: "a goal" }] },
  ],
  [/^POST \/video\/m-1\/scenes time$/, COLLECTED],
  // A smart reframe before it has the shots found, sooner or later.
  [
    /^POST \/video\/m-1\/scenes shot$/,
    expect.toSatisfy((data) => fits(data, PROCESSING) || fits(data, COLLECTED)),
  ],
  [/upload callback$/, {}],
  [/upload$/, PROCESSING],
  [/^POST \/video\/m-1\/reframe$/, VIDEO],
  [/^GET \/video\/m-1\/thumbnail$/, { thumbnail: text, thumbnail_url: text }],
  [/^POST \/video\/m-1\/thumbnail$/, { ...MEDIA, url: text }],
  [/^GET \/video\/m-1\/thumbnails$/, [{ ...MEDIA, url: text }]],
  [/^GET \/billing\/usage$/, { credit_balance: number }],
  [/^GET \/billing\/invoices$/, []],
  [/^(POST \/put\/abc|DELETE \/video\/m-1)$/, {}],
];

/** What is refused, with which status and in which words. */
const REFUSED: readonly (readonly [RegExp, number, RegExp])[] = [
  [/^GET \/video\/m-404$/, 404, /no video/],
  [/^GET \/async-response\/j1$/, 404, /under way/],
  [/search\/title$/, 501, /[Tt]itles/],
  [/^POST \/video\/m-1\/index$/, 400, /indexed already/],
];

describe.each(BUILDS)("requests of %s", (build) => {
  const requests = recorded(build);
  let answers: readonly Replayed[];
  beforeAll(async () => {
    answers = await replay(requests);
  });

  test("are answered with what the SDK reads", () => {
    for (const [n, { method, path, status, body }] of answers.entries()) {
      const request = requests[n];
      const name = nameOf(`${method} ${path}`, request?.body);
      const said = `${build} ${n}: ${name} ${status} ${body.message}`;
      expect(typeof body.success, said).toBe("boolean");
      const refusal = REFUSED.find(([pattern]) => pattern.test(name));
      if (request?.h["x-access-token"] === "bad") expect([status, body.success], said).toEqual([401, false]);
      else if (JSON.stringify(request?.body).includes("greyscale")) {
        expect([status, body.success, body.message], said).toEqual([
          501,
          false,
          expect.stringContaining("greyscale"),
        ]);
      } else if (refusal) {
        expect([status, body.success], said).toEqual([refusal[1], false]);
        expect(body.message, said).toMatch(refusal[2]);
      } else {
        const [, fields] = READ.find(([pattern]) => pattern.test(name)) ?? [];
        expect([status, body.success], said).toEqual([200, true]);
        expect(fields, `${said}: nothing is known of it`).toBeDefined();
        expect({ data: body.data }, said).toMatchObject({ data: fields });
      }
    }
  });

  test("find what was said, and streams of it play", async () => {
    const found = answers.find(({ path }) => /\/search(\/v2)?$/.test(path));
    expect(found?.body.data).toMatchObject(RESULTS);
    for (const { body } of answers) {
      const { stream_url: url } = (body.data ?? {}) as { stream_url?: string };
      if (url) expect(await (await fetch(url)).text()).toMatch(/^#EXTM3U/);
    }
  });
});

/** Method and path, and what of the body decides how an answer is read. */
function nameOf(name: string, body: unknown): string {
  const { extraction_type: kind, callback_url: callback } = (body ?? {}) as Record<string, unknown>;
  if (/\/scenes$/.test(name)) return `${name} ${kind}`;
  return callback && name.endsWith("/upload") ? `${name} callback` : name;
}
