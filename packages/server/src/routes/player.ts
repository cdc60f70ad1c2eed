import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { CutstreamError } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { browserModule } from "../browser/module.ts";
import { sendPage } from "../http/send-page.ts";

const require = createRequire(import.meta.url);

/**
 * Only our own scripts run here, and only style sheets that are ours; media and playlists may come from anywhere, since
 * streams may.
 * @param nonce of the style sheets inside of the player's controls.
 */
const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src http: https:",
    "media-src http: https: blob: data:", // hls.js gives tracks of text an empty file
    "img-src http: https: data:",
    "form-action 'self'",
    "frame-ancestors *",
    "base-uri 'none'",
  ].join("; ");

const IMMUTABLE = "public, max-age=31536000, immutable";
const REVALIDATE = "no-cache";
const SCRIPT = "text/javascript; charset=utf-8";

/** Pages of the player: with a field for the address, over the whole window, and for other pages' frames. */
const PAGES = ["player", "watch", "embed"] as const;

/** A file of the pages, read once. */
interface Asset {
  readonly url: string;
  readonly type: string;
  readonly cacheControl: string;
  readonly body: Buffer;
}

/** `/player?url=`, `/watch?url=`, `/embed?url=`: pages that play a stream, all of it served from here. */
export async function playerRoutes(app: FastifyInstance): Promise<void> {
  const template = await readFile(new URL("../player/page.html", import.meta.url), "utf8");
  // Versions in the addresses of what may be kept for good, so that an upgrade is seen.
  const page = template.replaceAll("HLS_VERSION", hlsVersion());
  const schema = { hide: true };

  for (const name of PAGES) {
    const own = page.replace('class="PAGE"', `class="${name}"`);
    app.get<{ Querystring: { url?: unknown } }>(`/${name}`, { schema }, async (request, reply) => {
      checkAddress(request.query.url);
      const { hash } = await browserModule("@cutstream/player");
      return sendPage(reply, own.replaceAll("PLAYER_HASH", hash), contentSecurityPolicy);
    });
  }

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
  const worker = join(dirname(require.resolve("hls.js/package.json")), "dist", "hls.worker.js");
  const own = (name: string) => readFile(new URL(`../player/${name}`, import.meta.url));
  return [
    { url: "/player/page.js", type: SCRIPT, cacheControl: REVALIDATE, body: await own("page.js") },
    {
      url: "/player/page.css",
      type: "text/css; charset=utf-8",
      cacheControl: REVALIDATE,
      body: await own("page.css"),
    },
    {
      url: "/player/hls.worker.js",
      type: SCRIPT,
      cacheControl: IMMUTABLE,
      body: await readFile(worker),
    },
  ];
}
