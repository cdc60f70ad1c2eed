import { afterEach, describe, expect, it, vi } from "vitest";
import { createGatherer } from "./gather.ts";
import { mergeHealth } from "./merge-health.ts";
import { mergeMetrics } from "./merge-metrics.ts";
import { ANSWER_WITHIN, type Gathered, type ToMember } from "./messages.ts";

const gathered = (...texts: readonly string[]): Gathered => ({
  ...{ wanted: 2, restarts: 3 },
  answers: texts.map((text, n) => ({ process: n + 1, text })),
});

describe("what all processes tell", () => {
  it("are metrics of each, by its number, and how many there are", () => {
    const of = (count: number) =>
      `# HELP jobs Jobs {that} wait.\n# TYPE jobs gauge\njobs{kind="a b",status="{x}"} ${count}\n\n# HELP up Since.\n# TYPE up counter\nup ${count}e-7\n`;
    const merged = mergeMetrics(gathered(of(1), of(2)));
    expect(merged.split("\n").filter((line) => !line.includes("cutstream_"))).toEqual([
      "# HELP jobs Jobs {that} wait.",
      "# TYPE jobs gauge",
      'jobs{process="1",kind="a b",status="{x}"} 1',
      'jobs{process="2",kind="a b",status="{x}"} 2',
      "# HELP up Since.",
      "# TYPE up counter",
      'up{process="1"} 1e-7',
      'up{process="2"} 2e-7',
      "",
    ]);
    expect(merged).toContain('cutstream_processes{state="running"} 2\n');
    expect(merged).toContain("cutstream_process_restarts_total 3\n");
  });

  it("is health of what is well in each, and of what is not in one", () => {
    const of = (ok: boolean, detail: string) =>
      JSON.stringify({
        ok,
        roles: ["api"],
        checks: { catalog: { ok, detail }, blobs: { ok: true, detail: "" } },
      });
    expect(mergeHealth(gathered(of(true, "9"), of(true, "9")))).toMatchObject({ ok: true, roles: ["api"] });
    expect(mergeHealth(gathered(of(true, "9"), of(false, "gone")))).toMatchObject({
      ok: false,
      checks: { catalog: { ok: false, detail: "gone" }, processes: { ok: true, detail: "2 of 2 answer" } },
    });
    // One that is being started again takes nothing from the other.
    expect(mergeHealth(gathered(of(true, "9")))).toMatchObject({
      ok: true,
      checks: { processes: { detail: "1 of 2 answer" } },
    });
    expect(mergeHealth(gathered())).toMatchObject({ ok: false });
  });
});

describe("who asks all processes", () => {
  afterEach(() => vi.useRealTimers());

  /** A group whose members answer what is given; one without an answer is silent. */
  function group(answers: readonly (string | null | undefined)[]) {
    const members = new Map(
      answers.map((text, n) => {
        const send = ({ id }: { id: number }) => {
          if (text === undefined) return true;
          setImmediate(() => gatherer.hear(n + 1, { type: "answer", id, text }, () => undefined));
          return true;
        };
        return [n + 1, { connected: true, send: send as never }];
      }),
    );
    const gatherer = createGatherer(() => ({ members, wanted: answers.length, restarts: 0 }));
    return gatherer;
  }

  it("has what each says, in order, without those who know nothing of it", async () => {
    const reply = vi.fn<(message: ToMember) => void>();
    group(["one", null, "three"]).hear(3, { type: "gather", id: 7, what: "metrics" }, reply);
    await expect.poll(() => reply.mock.calls.length).toBe(1);
    expect(reply.mock.calls[0]?.[0]).toEqual({
      type: "gathered",
      id: 7,
      gathered: {
        ...{ wanted: 3, restarts: 0 },
        answers: [
          { process: 1, text: "one" },
          { process: 3, text: "three" },
        ],
      },
    });
  });

  it("waits for one that hangs no longer than is said", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const reply = vi.fn<(message: ToMember) => void>();
    group(["one", undefined]).hear(1, { type: "gather", id: 1, what: "health" }, reply);
    await new Promise((resolve) => setImmediate(resolve));
    expect(reply).not.toHaveBeenCalled();
    vi.advanceTimersByTime(ANSWER_WITHIN);
    expect(reply.mock.calls[0]?.[0]).toMatchObject({ gathered: { answers: [{ text: "one" }] } });
  });
});
