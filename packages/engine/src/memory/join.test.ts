import { FLICKS_PER_SECOND } from "@cutstream/media";
import { describe, expect, it } from "vitest";
import type { JsonObject, MomentRow } from "../moments/moment.ts";
import { joinMoments } from "./join.ts";

function moment(
  id: string,
  name: string,
  start: number,
  end: number,
  text = "",
  metadata: JsonObject = {},
): MomentRow {
  const times = { start: start * FLICKS_PER_SECOND, end: end * FLICKS_PER_SECOND };
  const where = { video: "v", collection: "c", index: `idx_${name}`, name };
  return { id, ...where, ...times, text, language: null, labels: [], metadata, detail: null };
}

describe("joinMoments", () => {
  const goal = moment("goal", "events", 60, 70, "Goal!", { team: "home" });
  const cheer = moment("cheer", "sound", 66, 68, "crowd cheering", { crowd_peak: true, team: "unknown" });
  const later = moment("later", "sound", 71, 73, "silence", { silent: true });
  const other = moment("other", "events", 66, 67, "Offside", { team: "away" });
  const joined = new Map(joinMoments([later, other, goal, cheer]).map((one) => [one.id, one]));

  it("tells moments of different indexes what the other says of the same stretch", () => {
    expect(joined.get("goal")).toEqual({
      id: "goal",
      facts: new Map<string, unknown[]>([
        ["team", ["home", "unknown"]],
        ["crowd_peak", [true]],
      ]),
      around: "crowd cheering\nunknown",
    });
    expect(joined.get("cheer")?.around.split("\n")).toEqual(["Offside", "away", "Goal!", "home"]);
  });

  it("keeps apart what does not overlap, and moments of one index", () => {
    expect(joined.get("later")).toEqual({ id: "later", facts: new Map([["silent", [true]]]), around: "" });
    expect(joined.get("other")?.facts.get("team")).toEqual(["away", "unknown"]);
  });

  it("lets a long moment collect no more than fifty", () => {
    const words = Array.from({ length: 200 }, (_, n) => moment(`w${n}`, "speech", n, n + 1, `word${n}`));
    const [chapter] = joinMoments([moment("chapter", "chapters", 0, 200, "all"), ...words]);
    expect(chapter?.around.split("\n")).toHaveLength(50);
  });
});
