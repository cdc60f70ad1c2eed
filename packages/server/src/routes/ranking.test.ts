import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

const film = { id: "t1", name: "Film", launchedAt: "2026-01-01T00:00:00Z" };

describe("titles and rankings over HTTP", () => {
  it("are stored, listed, ranked with what speaks for them, and deleted", async () => {
    await using rig = await createRig();
    const put = await rig.app.inject({ method: "PUT", url: "/v1/titles", payload: { titles: [film] } });
    expect(put.json()).toEqual({ stored: 1 });
    expect((await rig.app.inject("/v1/titles")).json().items).toMatchObject([film]);
    expect((await rig.app.inject("/v1/titles/t1")).json()).toMatchObject(film);
    const ranked = await rig.app.inject({
      method: "POST",
      url: "/v1/rank",
      payload: { viewer: "ann", context: { territory: "NL", ageRating: 12 }, weights: { recency: 1 } },
    });
    expect(ranked.json().titles).toMatchObject([{ title: "t1", parts: { popularity: 1 } }]);
    expect(rig.engine.ranking.requests).toMatchObject([{ viewer: "ann", weights: { recency: 1 } }]);
    expect((await rig.app.inject({ method: "DELETE", url: "/v1/titles/t1" })).statusCode).toBe(204);
    expect((await rig.app.inject("/v1/titles/t1")).json().error.code).toBe("title_not_found");
  });

  it("know what viewers watched, and forget it", async () => {
    await using rig = await createRig();
    const url = "/v1/viewers/ann/history";
    const sent = await rig.app.inject({ method: "POST", url, payload: { watches: [{ title: "t1" }] } });
    expect(sent.json()).toEqual({ added: 1 });
    expect((await rig.app.inject(url)).json().items).toMatchObject([{ title: "t1", weight: 1 }]);
    expect((await rig.app.inject({ method: "POST", url: "/v1/ranking/model" })).statusCode).toBe(201);
    expect((await rig.app.inject("/v1/ranking/model")).json().model).toMatchObject({ viewers: 1 });
    expect((await rig.app.inject({ method: "DELETE", url })).statusCode).toBe(204);
    expect((await rig.app.inject(url)).json().items).toEqual([]);
  });

  it("are weighed by weights that are set and taken back", async () => {
    await using rig = await createRig();
    const before = (await rig.app.inject("/v1/ranking")).json();
    const weights = { preference: 1, popularity: 0, recency: 0 };
    const set = await rig.app.inject({
      method: "PUT",
      url: "/v1/ranking",
      payload: { weights, by: "ann", why: "to see" },
    });
    expect(set.json()).toMatchObject({ by: "ann", why: "to see", from: before, to: { weights } });
    const who = { by: "bob", why: "seen" };
    const url = `/v1/ranking/changes/${set.json().id}/revert`;
    const back = await rig.app.inject({ method: "POST", url, payload: who });
    expect(back.json()).toMatchObject({ ...who, to: before });
    expect((await rig.app.inject("/v1/ranking/changes?limit=1")).json().items).toEqual([back.json()]);
    const learned = await rig.app.inject({
      method: "POST",
      url: "/v1/ranking/learn",
      payload: {
        by: "nightly",
        feedback: [
          { viewer: "ann", title: "t1", slot: 0, impressions: 1, clicks: 0, skips: 0, completions: 1 },
        ],
      },
    });
    expect(learned.json()).toMatchObject({ adopted: false, change: { by: "nightly" } });
    const payload = { by: "ann", from: "2026-01-01" };
    const stored = await rig.app.inject({ method: "POST", url: "/v1/ranking/learn", payload });
    expect(stored.json()).toMatchObject({ change: { by: "ann" } });
  });

  it.each([
    ["PUT", "/v1/titles", { titles: [{ ...film, territories: ["Holland"] }] }, /two letters/],
    ["PUT", "/v1/titles", { titles: [] }, /titles/],
    ["POST", "/v1/rank", {}, /viewer/],
    ["POST", "/v1/rank", { viewer: "ann", weights: { recency: -1 } }, /recency/],
    ["PUT", "/v1/ranking", { weights: { preference: 1, popularity: 0, recency: 0 }, by: "ann" }, /why/],
    ["POST", "/v1/ranking/learn", { by: "ann", from: "yesterday" }, /must be a day/],
    ["POST", "/v1/viewers/ann/history", { watches: [{}] }, /title/],
  ] as const)("refuse %s %s of %j", async (method, url, payload, message) => {
    await using rig = await createRig();
    const answer = await rig.app.inject({ method, url, payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.message).toMatch(message);
  });
});
