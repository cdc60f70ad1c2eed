import { access, readFile } from "node:fs/promises";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { type Browser, launch as launchBrowser } from "puppeteer-core";
import { type RunningServer, serve } from "./serve.ts";

/** Browsers that the tests can drive. */
export type BrowserName = "chromium" | "firefox";

/** A running browser, and the page from which it plays. */
export interface TestBrowser {
  readonly name: BrowserName;
  /** `Chrome/156.0.0.0`. */
  readonly version: string;
  readonly browser: Browser;
  /** Address of the page that observes players. */
  readonly pageUrl: string;
  close(): Promise<void>;
}

/** Why a browser or player cannot be used here. */
export interface Unavailable {
  readonly unavailable: string;
}

const PATHS: Readonly<Record<BrowserName, readonly string[]>> = {
  chromium: [
    process.env.CHROMIUM_PATH ?? "",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ],
  firefox: [
    process.env.FIREFOX_PATH ?? "",
    "/usr/bin/firefox-esr",
    "/usr/bin/firefox",
    "/Applications/Firefox.app/Contents/MacOS/firefox",
  ],
};

/** Nothing but the test is to use the two processors, and nothing is to leave the machine. */
const CHROMIUM_ARGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--autoplay-policy=no-user-gesture-required",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-extensions",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
];

const FIREFOX_PREFS = {
  "media.autoplay.default": 0,
  "media.autoplay.blocking_policy": 0,
  "media.autoplay.block-webaudio": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "app.normandy.enabled": false,
  "media.gmp-manager.updateEnabled": false,
  "extensions.getAddons.cache.enabled": false,
  "privacy.reduceTimerPrecision": false,
};

/**
 * An audio device that only keeps time: without a real one, Firefox starts no audio context. Its clock is rough, and
 * now and then makes Firefox show a frame twice with its neighbour in between: not for judging pictures.
 */
const FIREFOX_MOCK_AUDIO = { "media.cubeb.force_mock_context": true };

/** Player libraries by the path at which the page finds them. */
const LIBRARIES: Readonly<Record<string, string>> = {
  "/lib/hls.js": "hls.js/dist/hls.min.js",
  "/lib/shaka.js": "shaka-player/dist/shaka-player.compiled.js",
  "/lib/video.js": "video.js/dist/video.min.js",
};

/**
 * Starts a browser with an empty profile.
 * @param options.captureAudio makes sure that sound can be captured; needed by Firefox on machines without sound.
 * @returns why not, where the browser is not installed.
 * @throws Error where it is installed and does not start.
 */
export async function launch(
  name: BrowserName,
  options: { readonly captureAudio?: boolean } = {},
): Promise<TestBrowser | Unavailable> {
  const executablePath = await firstFile(PATHS[name]);
  if (!executablePath) {
    return { unavailable: `${name} is not installed (${name.toUpperCase()}_PATH names another place)` };
  }
  const prefs = options.captureAudio ? { ...FIREFOX_PREFS, ...FIREFOX_MOCK_AUDIO } : FIREFOX_PREFS;
  const common = { executablePath, headless: true, protocolTimeout: 900_000 };
  const browser = await launchBrowser(
    name === "firefox"
      ? { ...common, browser: "firefox", extraPrefsFirefox: prefs }
      : { ...common, browser: "chrome", args: CHROMIUM_ARGS },
  );
  const server = await servePage();
  return {
    name,
    version: await browser.version(),
    browser,
    pageUrl: `${server.url}/kit/pages/play.html`,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** The page's server: the kit's own files, types stripped, and the player libraries. */
function servePage(): Promise<RunningServer> {
  const require = createRequire(import.meta.url);
  return serve(async (path, _request, response) => {
    const library = LIBRARIES[path];
    if (library !== undefined) {
      response
        .writeHead(200, { "Content-Type": "text/javascript" })
        .end(await readFile(require.resolve(library)));
    } else if (path.startsWith("/kit/") && path.endsWith(".ts")) {
      const source = await readFile(join(import.meta.dirname, path.slice("/kit".length)), "utf8");
      response.writeHead(200, { "Content-Type": "text/javascript" }).end(stripTypeScriptTypes(source));
    } else {
      const page = await readFile(join(import.meta.dirname, "pages", "play.html"));
      response.writeHead(200, { "Content-Type": "text/html" }).end(page);
    }
  });
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}
