// biome-ignore lint/style/useNodejsImportProtocol: njs knows its modules by these names alone
import crypto from "crypto";

/*
 * Tells whether the address of a playlist was signed by one of our keys, before anybody else is asked: docs/edge.md has
 * the scheme byte by byte. For njs (Debian's libnginx-mod-http-js), in the part of the language that version 0.7 knows.
 *
 *   js_import cutstream from signature.js;
 *   js_preload_object signingKeys from signing-keys.json;
 *   js_set $cutstream_signature cutstream.signature;
 */

/** `good` or `forged`. Whether the stream has expired or was revoked is for the origin to say. */
function signature(request) {
  return verify(request.variables.request_uri, signingKeys) ? "good" : "forged";
}

/**
 * @param target path of a request as it was sent, with or without a query
 * @param allKeys what `signing-keys.json` holds: `[{"id", "secret"}]`, or such a list for each tenant, by its name
 */
function verify(target, allKeys) {
  // "", "~tenant" where the address is one's, "u", user, stream, key and code, file
  const parts = target.split("?")[0].split("/");
  let tenant = "default";
  if (parts[1] !== undefined && parts[1][0] === "~") tenant = parts.splice(1, 1)[0].slice(1);
  if (parts.length < 6 || parts[1] !== "u") return false;
  const keys = keysOf(tenant, allKeys);
  const user = decoded(parts[2]);
  const stream = decoded(parts[3]);
  const given = decoded(parts[4]) || "";
  const dot = given.indexOf(".");
  const secret = secretOf(given.slice(0, dot), keys);
  if (user === undefined || stream === undefined || secret === undefined) return false;
  const digest = crypto.createHmac("sha256", secret).update(`${stream}\n${user}`).digest("base64url");
  // 24 of the 32 bytes are 32 letters.
  return same(digest.slice(0, 32), given.slice(dot + 1));
}

/** Keys of a tenant; a list without names is the default one's. */
function keysOf(tenant, keys) {
  if (keys.length !== undefined) return tenant === "default" ? keys : [];
  return Object.keys(keys).indexOf(tenant) < 0 ? [] : keys[tenant];
}

/** Preloaded objects have no methods. */
function secretOf(id, keys) {
  for (let n = 0; n < keys.length; n++) if (keys[n].id === id) return keys[n].secret;
  return undefined;
}

/** Compares without telling by its time where two texts part. */
function same(one, other) {
  let different = one.length ^ other.length;
  for (let n = 0; n < one.length; n++) different |= one.charCodeAt(n) ^ other.charCodeAt(n);
  return different === 0;
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch (_malformed) {
    return undefined;
  }
}

export default { signature, verify };
