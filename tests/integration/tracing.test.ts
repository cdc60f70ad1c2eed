import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTracing, type Tracing } from "../../packages/server/src/index.ts";
import { fetchWhole, ingestCoded, publishCuts, startTestServer, type TestServer } from "../kit/server.ts";

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
}

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: OtlpSpan["attributes"] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

/** A collector of spans on loopback: OTLP over HTTP, as JSON. */
async function startCollector() {
  const bodies: OtlpTraces[] = [];
  const server = createServer(async (request, response) => {
    bodies.push((await json(request)) as OtlpTraces);
    response.setHeader("content-type", "application/json").end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    spans: () =>
      bodies
        .flatMap(({ resourceSpans }) => resourceSpans.flatMap((r) => r.scopeSpans))
        .flatMap((s) => s.spans),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";

describe("traces", () => {
  let collector: Awaited<ReturnType<typeof startCollector>>;
  let tracing: Tracing | undefined;
  let server: TestServer;
  const before = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;

  beforeAll(async () => {
    collector = await startCollector();
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
    tracing = await startTracing();
    server = await startTestServer();
  });

  afterAll(async () => {
    await server?.close();
    await tracing?.stop();
    await collector?.close();
    if (before === undefined) delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    else process.env.OTEL_EXPORTER_OTLP_ENDPOINT = before;
  });

  it("show what a request did, jobs and encoders too, and nothing of who watches", async () => {
    const source = await ingestCoded(server, { sourceId: 7, frameRate: "25/1", seconds: 4 });
    const cuts = [{ source, from: 7, to: 60 }];
    const stream = await publishCuts(server, cuts);
    await fetchWhole(stream.url);
    const asked = await fetch(`${server.url}/v1/streams`, {
      method: "POST",
      headers: { "content-type": "application/json", traceparent: `00-${TRACE}-${PARENT}-01` },
      body: JSON.stringify({
        user: "ann@example.com",
        timeline: { clips: [{ video: source.video.id, start: 0, end: 1 }] },
      }),
    });
    const { url } = (await asked.json()) as { url: string };
    await fetch(url, { headers: { traceparent: `00-${TRACE}-${PARENT}-01` } });
    await server.client.retrieve("nothing of the kind");
    await tracing?.stop();

    const spans = collector.spans();
    const named = (name: string, trace?: string) =>
      spans.find((span) => span.name === name && (trace === undefined || span.traceId === trace));
    const parentOf = (span: OtlpSpan | undefined) =>
      spans.find(({ spanId }) => spanId === span?.parentSpanId);

    // A caller's trace goes on here.
    const request = named("POST /v1/streams", TRACE);
    expect(request?.parentSpanId).toBe(PARENT);
    const publish = named("publish", TRACE);
    expect(publish?.parentSpanId).toBe(request?.spanId);
    expect(named("plan", TRACE)?.parentSpanId).toBe(publish?.spanId);
    expect(named("store stream", TRACE)?.parentSpanId).toBe(publish?.spanId);
    expect(parentOf(named("playlist", TRACE))?.name).toBe("GET /u/:user/:stream/:signature/*");

    expect(parentOf(named("retrieve"))?.name).toBe("POST /v1/retrieve");
    expect(parentOf(named("job ingest"))?.name).toBe("POST /v1/videos");
    // A head is encoded for whoever asked first, through the queue of encoders.
    const askers = spans.filter(({ name }) => name === "encode").map((span) => parentOf(span)?.name);
    expect(askers.some((name) => name === "segment" || name?.startsWith("GET /u/"))).toBe(true);
    expect(parentOf(named("segment"))?.name).toBe("GET /m/*");

    const said = JSON.stringify(collector.bodies);
    expect(said).toContain('"cutstream"');
    for (const secret of [
      "ann@example.com",
      "ann%40example.com",
      server.folder,
      new URL(url).pathname.split("/")[4],
    ])
      expect(said).not.toContain(secret);
  });

  it("are not all: a running server exposes every metric that the dashboard and the alerts name", async () => {
    const body = await (await fetch(`${server.url}/metrics`)).text();
    const exposed = new Set([...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    for (const file of ["cutstream.dashboard.json", "alerts.yml"]) {
      const text = await readFile(new URL(`../../examples/monitoring/${file}`, import.meta.url), "utf8");
      const named = [...text.matchAll(/\b(?:cutstream|http|process|nodejs)_[a-z0-9_]+/g)].map(([name]) =>
        name.replace(/_(?:bucket|sum|count)$/, ""),
      );
      expect(named.filter((name) => !exposed.has(name))).toEqual([]);
    }
  });
});
