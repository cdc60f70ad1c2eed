import { describe, expect, test } from "vitest";
import { createServer } from "../server.ts";
import { createRig, type Rig } from "../testing/rig.ts";

const KEY = { "x-access-token": "sk-test" };

/** A rig with one video that is ready. */
async function withVideo(
  options: Parameters<typeof createRig>[0] = {},
): Promise<Rig & { readonly id: string }> {
  const rig = await createRig(options);
  const { video } = await rig.engine.videos.ingest({ source: { kind: "path", path: "/a.mp4" }, name: "A" });
  rig.engine.finish(video.id);
  return { ...rig, id: `m-${video.id}`, [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
}

describe("the dialect's protocol", () => {
  test("wraps answers and faults", async () => {
    await using rig = await createRig();
    const found = await rig.app.inject({ url: "/videodb/collection/default" });
    expect(found.json()).toMatchObject({
      success: true,
      data: { id: "c-default", name: "Default", is_public: false },
    });
    const missing = await rig.app.inject({ url: "/videodb/video/m-404?collection_id=c-1" });
    expect(missing.statusCode).toBe(404);
    expect(missing.json()).toMatchObject({ success: false, message: expect.stringContaining("404") });
  });

  test("renames collections", async () => {
    await using rig = await createRig();
    const { id } = await rig.engine.collections.create("Old");
    const patch = (id: string, payload: object) =>
      rig.app.inject({ method: "PATCH", url: `/videodb/collection/${id}`, payload });
    expect((await patch(`c-${id}`, { name: "New", description: "d" })).json()).toMatchObject({
      data: { id: `c-${id}`, name: "New" },
      message: expect.stringContaining("Descriptions"),
    });
    expect((await rig.app.inject(`/videodb/collection/c-${id}`)).json().data.name).toBe("New");
    expect((await patch("c-nope", { name: "New" })).statusCode).toBe(404);
    expect((await patch(`c-${id}`, { is_public: true })).statusCode).toBe(501);
  });

  test("takes the key in a header of its own", async () => {
    await using rig = await createRig({ apiKeys: ["sk-test"] });
    const ask = async (headers: Record<string, string>) =>
      rig.app.inject({ url: "/videodb/collection/default", headers });
    expect((await ask({})).statusCode).toBe(401);
    expect((await ask({ "x-access-token": "bad" })).json()).toMatchObject({ success: false });
    expect((await ask(KEY)).statusCode).toBe(200);
  });

  test.each([
    "//collection/default",
    "/collection/default/",
    "/collection//default",
    "/collection/default/?a=b",
  ])("knows %s", async (path) => {
    await using rig = await createRig();
    expect((await rig.app.inject({ url: `/videodb${path}` })).statusCode).toBe(200);
  });

  test("reads bodies that are called JSON and are empty", async () => {
    await using rig = await withVideo();
    const json = { "content-type": "application/json", "content-length": "0" };
    const url = `/videodb/audio/${rig.id}/generate_url?collection_id=c-default`;
    expect((await rig.app.inject({ method: "POST", url, headers: json })).statusCode).toBe(200);
    const deleted = await rig.app.inject({
      method: "DELETE",
      url: `/videodb/video/${rig.id}`,
      headers: json,
    });
    expect(deleted.json()).toMatchObject({ success: true });
  });

  test("says what is not here", async () => {
    await using rig = await createRig();
    const answer = await rig.app.inject({
      method: "POST",
      url: "/videodb/collection/c-default/generate/image",
      payload: { prompt: "a goal" },
    });
    expect(answer.statusCode).toBe(501);
    expect(answer.json()).toMatchObject({ success: false, message: expect.stringContaining("upload") });
    const unknown = await rig.app.inject({ url: "/videodb/nothing" });
    expect([unknown.statusCode, unknown.json().success]).toEqual([404, false]);
  });

  test("leaves all other routes as they are", async () => {
    await using rig = await createRig();
    expect((await rig.app.inject({ url: "/v1//videos" })).statusCode).toBe(404);
    expect((await rig.app.inject({ url: "/collection/default" })).json()).toMatchObject({
      error: { code: "not_found" },
    });
  });
});

describe("what takes longer", () => {
  const upload = (rig: Rig, payload: object) =>
    rig.app.inject({ method: "POST", url: "/videodb/collection/c-default/upload", payload });

  test("is waited for at an absolute address", async () => {
    await using rig = await createRig();
    const begun = (await upload(rig, { url: "https://example.com/a.mp4", name: "A" })).json();
    expect(begun).toMatchObject({ success: true, status: "processing", request_type: "sync" });
    const address = new URL(begun.data.output_url);
    const [ingest] = rig.engine.ingests;
    expect(ingest).toMatchObject({ source: { kind: "url" }, name: "A", collection: "default" });
    const polled = rig.app.inject({ url: address.pathname });
    setTimeout(() => rig.engine.finish("v1"), 20);
    expect((await polled).json()).toMatchObject({
      success: true,
      status: "done",
      data: { id: "m-v1", collection_id: "c-default", name: "A", length: "60" },
    });
  });

  test("fails with a message", async () => {
    await using rig = await createRig();
    const begun = (await upload(rig, { url: "https://example.com/a.mp4" })).json();
    const error = { code: "source_unreadable", message: "It is no film.", remedy: "Send one." };
    rig.engine.jobs.change(begun.data.id.split(".")[1], { status: "failed", error });
    const polled = await rig.app.inject({ url: new URL(begun.data.output_url).pathname });
    expect(polled.json()).toEqual({ success: false, message: "It is no film. Send one." });
  });

  test("tells a callback, and answers with nothing", async () => {
    await using rig = await createRig();
    const callback_url = "https://example.com/hook";
    const answer = (await upload(rig, { url: "https://example.com/a.mp4", callback_url })).json();
    expect(answer).toEqual({ success: true, message: "", data: {} });
    rig.engine.finish("v1");
    await expect.poll(() => rig.engine.told).toHaveLength(1);
    expect(rig.engine.told[0]).toMatchObject({
      url: callback_url,
      body: { success: true, data: { id: "m-v1" } },
    });
  });
});

describe("callbacks", () => {
  test.each(["nowhere", "ftp://a.test/"])(
    "to %s are refused before anything is begun",
    async (callback_url) => {
      await using rig = await createRig();
      const payload = { url: "https://example.com/a.mp4", callback_url };
      const upload = { method: "POST", url: "/videodb/collection/default/upload", payload } as const;
      const answer = await rig.app.inject(upload);
      expect([answer.statusCode, answer.json().message]).toEqual([
        400,
        expect.stringContaining("callback_url"),
      ]);
      expect(rig.engine.ingests).toEqual([]);
    },
  );
});

describe("files", () => {
  const form = (bytes: string, name: string) => ({
    headers: { "content-type": "multipart/form-data; boundary=b" },
    payload: `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n${bytes}\r\n--b--\r\n`,
  });

  test("are sent without a key to an address that is one, once", async () => {
    await using rig = await createRig({ apiKeys: ["sk-test"] });
    const issued = await rig.app.inject({
      url: "/videodb/collection/default/upload_url?name=a",
      headers: KEY,
    });
    const { upload_url } = issued.json().data;
    const { pathname } = new URL(upload_url);
    const send = () => rig.app.inject({ method: "POST", url: pathname, ...form("film", "a") });
    expect((await send()).statusCode).toBe(200);
    expect((await send()).statusCode).toBe(400);
    const payload = { url: upload_url, name: "a" };
    const take = () =>
      rig.app.inject({ method: "POST", url: "/videodb/collection/default/upload", headers: KEY, payload });
    expect((await take()).json()).toMatchObject({ status: "processing" });
    expect(rig.engine.ingests[0]).toMatchObject({ name: "a", bytes: Buffer.from("film") });
    const other = await rig.app.inject({ method: "POST", url: "/videodb/upload/guess", ...form("x", "x") });
    expect(other.statusCode).toBe(404);
  });

  test("are taken from an address that was made before a restart", async () => {
    await using rig = await createRig();
    const { upload_url } = (await rig.app.inject({ url: "/videodb/collection/default/upload_url" })).json()
      .data;
    await rig.app.inject({ method: "POST", url: new URL(upload_url).pathname, ...form("film", "a") });
    const again = createServer({ engine: rig.engine, uploads: rig.uploads });
    try {
      const take = () =>
        again.inject({
          method: "POST",
          url: "/videodb/collection/default/upload",
          payload: { url: upload_url },
        });
      expect((await take()).json()).toMatchObject({ status: "processing" });
      expect(rig.engine.ingests[0]).toMatchObject({ bytes: Buffer.from("film") });
      const twice = await take();
      expect([twice.statusCode, rig.engine.ingests.length]).toEqual([200, 2]);
      expect(rig.engine.ingests[1]).toMatchObject({ source: { kind: "url" } });
    } finally {
      await again.close();
    }
  });

  test("that are pictures become images", async () => {
    await using rig = await createRig();
    const { upload_url } = (await rig.app.inject({ url: "/videodb/collection/default/upload_url" })).json()
      .data;
    await rig.app.inject({ method: "POST", url: new URL(upload_url).pathname, ...form("<svg/>", "logo") });
    const payload = { url: upload_url, name: "logo" };
    const url = "/videodb/collection/default/upload";
    const made = (await rig.app.inject({ method: "POST", url, payload })).json();
    expect(made).toMatchObject({ success: true, data: { id: "img-ast1", name: "logo" } });
    const signed = await rig.app.inject({ method: "POST", url: "/videodb/image/img-ast1/generate_url" });
    expect(signed.json().data.signed_url).toMatch(/^http/);
  });
});
