import { describe, expect, it } from "vitest";
import { redactLine } from "./redact.ts";

const SECRET = "k1.c2VjcmV0LXNpZ25hdHVyZQ";

describe("redaction", () => {
  it.each([
    `{"url":"/u/ann/str_1/${SECRET}/a.m3u8"}`,
    `{"msg":"GET http://localhost:8720/u/ann/str_1/${SECRET}/r/v720.m3u8 broke off"}`,
    `{"url":"/e/exp_1.mov/${SECRET}/final.mov"}`,
    `{"url":"/videodb/upload/${SECRET}"}`,
    `{"msg":"https://store.example/film.mp4?X-Amz-Signature=${SECRET}&x=1 answered 403"}`,
    `{"url":"/r/ann/daily.m3u8?until=1&signature=${SECRET}"}`,
    `{"msg":"postgresql://cutstream:${SECRET}@db:5432/cutstream"}`,
    `{"authorization":"Bearer ${SECRET}"}`,
    `{"msg":"sent Bearer ${SECRET} to it"}`,
    `{"headers":{"x-access-token":"${SECRET}","cookie":"${SECRET}"}}`,
    `{"msg":"https://store.example/${"film".repeat(40)}.mp4?X-Amz-Signature=${SECRET}"}`,
    `{"msg":"https://store.example?X-Amz-Signature=${SECRET}"}`,
    JSON.stringify({ msg: `https://a.example/c?x="1"&sig=${SECRET}` }),
    `{"msg":"https://a.example/c?x=1\\u0026sig=${SECRET}"}`,
    `{"msg":"postgresql://cutstream:a@${SECRET}@db/x"}`,
    `{"msg":"postgresql://cutstream:a/${SECRET}@db/x"}`,
    `{"msg":"host=db password=${SECRET} user=x"}`,
    JSON.stringify({ msg: JSON.stringify({ apiKey: SECRET }) }),
    JSON.stringify({ headers: { "set-cookie": [SECRET], "proxy-authorization": SECRET } }),
    JSON.stringify({ token: SECRET, password: SECRET, secretAccessKey: SECRET }),
    `{"msg":"signed with whsec_${SECRET}"}`,
    JSON.stringify({ password: `a\\${SECRET}` }),
    JSON.stringify({ secret: `a"${SECRET}` }),
    JSON.stringify({ msg: JSON.stringify({ apiKey: `a\\b"${SECRET}` }) }),
    JSON.stringify({ msg: `password=a,${SECRET} x` }),
    JSON.stringify({ msg: `password=a\\${SECRET} x` }),
    `{"msg":"authorization: ${SECRET}, x-access-token: ${SECRET}"}`,
  ])("hides what may be secret: %s", (line) => {
    const shown = redactLine(line);
    expect(shown).not.toContain(SECRET);
    expect(shown).toContain("…");
    expect(() => JSON.parse(shown)).not.toThrow();
  });

  it.each([
    '{"level":30,"requestId":"0b1e9f3a","req":{"method":"POST","url":"/v1/streams"},"status":201,"ms":4}',
    '{"msg":"Is it there? It is."}',
    '{"url":"/m/v1/v720/0-60.m4s"}',
  ])("leaves the rest alone: %s", (line) => {
    expect(redactLine(line)).toBe(line);
  });
});
