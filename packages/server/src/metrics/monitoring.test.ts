import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createRig } from "../testing/rig.ts";
import { createMetrics } from "./metrics.ts";

const REPOSITORY = new URL("../../../../", import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, REPOSITORY), "utf8");

/** What the documentation says of watching a server. */
async function readWatching(): Promise<string> {
  const [, section = ""] = (await read("docs/operations.md")).split("\n## Watching it\n");
  return section.split("\n## ", 1)[0] ?? "";
}

/** What Grafana needs of a dashboard to import it. */
const dashboard = z.object({
  title: z.string().min(1),
  uid: z.string().min(1),
  schemaVersion: z.number().int().min(36),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z
    .array(
      z.object({
        id: z.number().int(),
        type: z.enum(["row", "timeseries"]),
        title: z.string().min(1),
        gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
        targets: z.array(z.object({ refId: z.string(), expr: z.string().min(1) })).optional(),
      }),
    )
    .min(10),
});

/** Names of metrics in expressions, without what Prometheus adds to those of histograms. */
const namesIn = (text: string): string[] =>
  [...text.matchAll(/\b(?:cutstream|http|process|nodejs)_[a-z0-9_]+/g)].map(([name]) =>
    name.replace(/_(?:bucket|sum|count)$/, ""),
  );

/** Names that a server exposes whose engine has done something of everything. */
async function exposed(): Promise<ReadonlySet<string>> {
  const metrics = createMetrics();
  await using rig = await createRig({ metrics });
  const gauges = ["encoders", "encodes_running", "encodes_awaited", "encodes_ahead"];
  const counters = ["heads_encoded_total", "segments_rendered_total", "sound_segments_encoded_total"];
  const zero = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 0]));
  rig.engine.metrics = () => ({ counters: zero(counters), gauges: zero(gauges) });
  const { body } = await rig.app.inject("/metrics");
  return new Set([...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? ""));
}

describe("what is made for monitoring", () => {
  it("names only metrics that a server exposes", async () => {
    const known = await exposed();
    const texts = {
      dashboard: await read("examples/monitoring/cutstream.dashboard.json"),
      alerts: await read("examples/monitoring/alerts.yml"),
      documentation: await readWatching(),
    };
    for (const [path, text] of Object.entries(texts)) {
      const named = [...new Set(namesIn(text))];
      expect(named.length, path).toBeGreaterThan(3);
      expect(
        named.filter((name) => !known.has(name)),
        path,
      ).toEqual([]);
    }
  });

  it("says what every histogram is for, and its budget", async () => {
    const text = await readWatching();
    const ours = [...(await exposed())].filter((name) => /^cutstream_.*_(?:seconds|ratio)$/.test(name));
    expect(ours.length).toBeGreaterThan(8);
    expect(ours.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it("is a dashboard that Grafana takes, without panels that overlap", async () => {
    const { panels } = dashboard.parse(
      JSON.parse(await read("examples/monitoring/cutstream.dashboard.json")),
    );
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { type, targets } of panels) expect((targets ?? []).length > 0).toBe(type !== "row");
    for (const [n, one] of panels.entries()) {
      const apart = (other: typeof one) =>
        one.gridPos.x + one.gridPos.w <= other.gridPos.x ||
        other.gridPos.x + other.gridPos.w <= one.gridPos.x ||
        one.gridPos.y + one.gridPos.h <= other.gridPos.y ||
        other.gridPos.y + other.gridPos.h <= one.gridPos.y;
      expect(panels.slice(n + 1).filter((other) => !apart(other))).toEqual([]);
    }
  });

  it("is measured step by step", async () => {
    const metrics = createMetrics();
    metrics.observer.timed("segment", "video", 0.012, false);
    metrics.observer.timed("publish", "", 0.002, true);
    metrics.observer.looked("segment", true);
    metrics.observer.ingested("copy", 100, 2);
    for (const kind of ["heads", "ingest"]) metrics.observer.jobBegan(kind);
    metrics.observer.jobRan({
      ...{ id: "j", kind: "heads", video: "v" },
      ...{ outcome: "done", attempt: 1, waited: 3, seconds: 4 },
    });
    metrics.refused("encoder_busy");
    await using rig = await createRig({ metrics });
    const { body } = await rig.app.inject("/metrics");
    expect(body).toContain(
      'cutstream_segment_duration_seconds_bucket{le="0.02",kind="video",outcome="done"} 1',
    );
    expect(body).toContain('cutstream_publish_duration_seconds_count{outcome="failed"} 1');
    expect(body).toContain('cutstream_cache_lookups_total{cache="segment",result="hit"} 1');
    expect(body).toContain('cutstream_ingest_speed_ratio_sum{mode="copy"} 50');
    expect(body).toContain('cutstream_job_wait_seconds_sum{kind="heads"} 3');
    expect(body).toContain('cutstream_jobs_running{kind="heads"} 0');
    expect(body).toContain('cutstream_jobs_running{kind="ingest"} 1');
    expect(body).toContain('cutstream_refusals_total{code="encoder_busy"} 1');
    expect(body).toContain('cutstream_jobs{kind="ingest",status="queued"} 2');
  });
});
