import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { CutstreamError } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";

const require = createRequire(import.meta.url);

/** Only our own scripts run here; media and playlists may come from anywhere, since streams may. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "connect-src http: https:",
  "media-src http: https: blob:",
  "img-src http: https: data:",
  "form-action 'self'",
  "frame-ancestors *",
  "base-uri 'none'",
].join("; ");

const IMMUTABLE = "public, max-age=31536000, immutable";
const REVALIDATE = "no-cache";

/** A file of the page, read once. */
interface Asset {
  readonly url: string;
  readonly type: string;
  readonly cacheControl: string;
  readonly body: Buffer;
}

/** `/player?url=`: a page that plays a stream with hls.js, all of it served from here. */
export async function playerRoutes(app: FastifyInstance): Promise<void> {
  const template = await readFile(new URL("../player/page.html", import.meta.url), "utf8");
  // In the address of hls.js, which may be kept for good, so that an upgrade is seen.
  const page = template.replaceAll("HLS_VERSION", hlsVersion());
  const schema = { hide: true };

  app.get<{ Querystring: { url?: unknown } }>("/player", { schema }, async (request, reply) => {
    checkAddress(request.query.url);
    return reply
      .headers({
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "referrer-policy": "no-referrer",
        "cache-control": REVALIDATE,
      })
      .type("text/html; charset=utf-8")
      .send(page);
  });

  for (const asset of await loadAssets()) {
    app.get(asset.url, { schema }, async (_request, reply) =>
      reply.type(asset.type).header("cache-control", asset.cacheControl).send(asset.body),
    );
  }
}

/**
 * Refuses an address that is neither an http(s) URL nor a path on this server, so that a link to this page cannot
 * smuggle in `javascript:`, `data:` or the like. None is fine: the page then asks for one.
 */
function checkAddress(url: unknown): void {
  if (url === undefined) return;
  const fine = typeof url === "string" && (isHttp(url) || /^\/(?![/\\])/.test(url));
  if (fine) return;
  throw new CutstreamError(
    "invalid_request",
    "url must be one http or https URL, or a path on this server that starts with a slash.",
    { path: "url" },
  );
}

function isHttp(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function hlsVersion(): string {
  return (require("hls.js/package.json") as { version: string }).version;
}

async function loadAssets(): Promise<readonly Asset[]> {
  const dist = join(dirname(require.resolve("hls.js/package.json")), "dist");
  const own = (name: string) => readFile(new URL(`../player/${name}`, import.meta.url));
  const script = "text/javascript; charset=utf-8";
  return [
    { url: "/player/player.js", type: script, cacheControl: REVALIDATE, body: await own("player.js") },
    { url: "/player/controls.js", type: script, cacheControl: REVALIDATE, body: await own("controls.js") },
    {
      url: "/player/player.css",
      type: "text/css; charset=utf-8",
      cacheControl: REVALIDATE,
      body: await own("player.css"),
    },
    {
      url: "/player/hls.min.js",
      type: script,
      cacheControl: IMMUTABLE,
      body: await readFile(join(dist, "hls.min.js")),
    },
    {
      url: "/player/hls.worker.js",
      type: script,
      cacheControl: IMMUTABLE,
      body: await readFile(join(dist, "hls.worker.js")),
    },
  ];
}
