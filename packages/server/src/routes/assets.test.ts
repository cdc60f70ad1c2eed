import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

const image = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

describe("assets over HTTP", () => {
  it("come as a body with a name, are listed, served for good to any page, and deleted", async () => {
    await using rig = await createRig();
    const sent = await rig.app.inject({
      method: "POST",
      url: "/v1/assets?name=brand.png",
      headers: { "content-type": "image/png" },
      payload: image,
    });
    expect(sent.statusCode).toBe(201);
    const asset = sent.json();
    expect(asset).toMatchObject({ name: "brand.png", size: 4 });
    expect((await rig.app.inject("/v1/assets")).json()).toEqual({ items: [asset], next: null });

    const served = await rig.app.inject(new URL(asset.url).pathname);
    expect(served.statusCode).toBe(200);
    expect(served.rawPayload).toEqual(image);
    expect(served.headers).toMatchObject({
      "content-type": "image/png",
      "cache-control": "public, max-age=31536000, immutable",
      "access-control-allow-origin": "*",
      "x-content-type-options": "nosniff",
    });

    const remove = { method: "DELETE", url: `/v1/assets/${asset.id}` } as const;
    expect((await rig.app.inject(remove)).statusCode).toBe(204);
    expect((await rig.app.inject(remove)).json().error.code).toBe("asset_not_found");
  });

  it.each([
    ["its own name", {}, "logo.svg"],
    ["another one", { name: "brand" }, "brand"],
  ])("come as a file of a form, with %s", async (_, fields, name) => {
    await using rig = await createRig();
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.set(field, value as string);
    form.set("file", new Blob([image]), "logo.svg");
    const request = new Request("http://localhost/", { method: "POST", body: form });
    const sent = await rig.app.inject({
      method: "POST",
      url: "/v1/assets",
      headers: { "content-type": request.headers.get("content-type") ?? "" },
      payload: Buffer.from(await request.arrayBuffer()),
    });
    expect(sent.json()).toMatchObject({ name, size: 4 });
  });

  it.each(["body", "form"])("are refused where the %s is too large", async (kind) => {
    await using rig = await createRig();
    const form = new FormData();
    form.set("file", new Blob([Buffer.alloc(1001)]), "a.png");
    const request = new Request("http://localhost/", { method: "POST", body: form });
    const type = kind === "form" ? (request.headers.get("content-type") ?? "") : "image/png";
    const payload = kind === "form" ? Buffer.from(await request.arrayBuffer()) : Buffer.alloc(1001);
    const sent = await rig.app.inject({
      method: "POST",
      url: "/v1/assets?name=a",
      headers: { "content-type": type },
      payload,
    });
    expect(sent.json().error).toMatchObject({ code: "image_too_large" });
    expect(sent.statusCode).toBe(413);
  });

  it("are neither JSON nor a form without a file", async () => {
    await using rig = await createRig();
    const sent = await rig.app.inject({ method: "POST", url: "/v1/assets", payload: { name: "a" } });
    expect(sent.json().error.code).toBe("invalid_request");
  });
});

describe("overlays and reframe over HTTP", () => {
  const clips = [{ video: "v1", start: 0, end: 1 }];

  it.each([
    [
      "a font that is none",
      { overlays: [{ kind: "text", text: "a", style: { font: "Comic Sans MS" } }] },
      /style\.font must be "sans-serif" or "serif"/,
    ],
    [
      "an unknown kind",
      { overlays: [{ kind: "html", html: "<b>" }] },
      /kind must have the kind "image", "text"/,
    ],
    [
      "a colour that is none",
      { overlays: [{ kind: "color", color: "red" }] },
      /color must be a colour such as/,
    ],
    [
      "too much opacity",
      { overlays: [{ kind: "text", text: "a", opacity: 2 }] },
      /opacity must be at most 1/,
    ],
    [
      "a point outside",
      { overlays: [{ kind: "text", text: "a", position: { x: 2, y: 0 } }] },
      /position\.x must be at most 1; got 2/,
    ],
    ["half a character", { overlays: [{ kind: "text", text: "\ud800" }] }, /text/],
    ["a mode that there is not", { reframe: { aspect: "9:16", mode: "clever" } }, /mode must be/],
    ["an aspect that is none", { reframe: { aspect: "wide" } }, /aspect must be a ratio/],
  ])("refuse %s", async (_, more, message) => {
    await using rig = await createRig();
    const answer = await rig.app.inject({
      method: "POST",
      url: "/v1/plan",
      payload: { timeline: { clips, ...more } },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.message).toMatch(message);
  });
});
