import { randomBytes } from "node:crypto";
import type { FastifyReply } from "fastify";

/**
 * Sends a page that is made anew for whoever asks: its style sheets bear a nonce, and it is kept nowhere.
 * @param page with `NONCE` where the nonce stands.
 * @param policy the page's Content-Security-Policy, with this nonce.
 */
export function sendPage(reply: FastifyReply, page: string, policy: (nonce: string) => string): FastifyReply {
  const nonce = randomBytes(16).toString("base64url");
  return reply
    .headers({
      "content-security-policy": policy(nonce),
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    })
    .type("text/html; charset=utf-8")
    .send(page.replace("NONCE", nonce));
}
