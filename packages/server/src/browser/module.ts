import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { bundleForBrowsers } from "./bundle.ts";

const compress = promisify(gzip);

/** A module for browsers, ready to be sent. */
export interface BrowserModule {
  readonly body: Uint8Array;
  readonly gzipped: Uint8Array;
  /** Of the body: base64url, without what addresses and tags cannot hold. */
  readonly hash: string;
}

const made = new Map<string, Promise<BrowserModule>>();

/** Makes one file of a module and all that it imports, once in this process. {@link bundleForBrowsers} */
export function browserModule(specifier: string): Promise<BrowserModule> {
  let module = made.get(specifier);
  if (!module) {
    module = make(specifier);
    module.catch(() => made.delete(specifier));
    made.set(specifier, module);
  }
  return module;
}

async function make(specifier: string): Promise<BrowserModule> {
  const body = await bundleForBrowsers(specifier);
  const hash = createHash("sha1").update(body).digest("base64url");
  return { body, gzipped: await compress(body, { level: 9 }), hash };
}
