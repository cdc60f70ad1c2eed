import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { CutstreamError } from "../../errors.ts";
import type { Urgency } from "../../seams/transcoder.ts";
import { captureTool, printed, streamTool, type ToolRun } from "./run.ts";

/** Runs a script in Node, as a stand-in for ffmpeg. */
const node = (script: string, change: Partial<ToolRun> = {}): ToolRun => ({
  program: process.execPath,
  args: ["-e", script],
  onFailure: (failure) => new CutstreamError("encoder_failed", "It failed.", { cause: printed(failure) }),
  ...change,
});

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const canRunIdly = process.platform === "linux" && spawnSync("chrt", ["--idle", "0", "true"]).status === 0;

describe("captureTool", () => {
  it("passes input through, however large", async () => {
    const input = new Uint8Array(3_000_000).map((_, i) => i % 251);
    const output = await captureTool(node("process.stdin.pipe(process.stdout)", { input }), 1e7);
    expect(output.equals(input)).toBe(true);
  });

  it("passes on input as it comes, no faster than it is read", async () => {
    let made = 0;
    const input = (async function* () {
      for (; made < 100; made++) yield new Uint8Array(100_000).fill(made);
    })();
    const script = "setTimeout(() => process.stdin.pipe(process.stdout), 300)";
    let size = 0;
    let ahead = 0;
    for await (const chunk of streamTool(node(script, { input }))) {
      if (size === 0) ahead = made;
      size += chunk.length;
    }
    expect(size).toBe(10_000_000);
    expect(ahead).toBeLessThan(20);
  });

  it("throws what its input throws, and closes an input that nobody reads", async () => {
    const broken = (async function* () {
      yield new Uint8Array(10);
      throw new RangeError("no more");
    })();
    const pipe = "process.stdin.pipe(process.stdout)";
    await expect(captureTool(node(pipe, { input: broken }), 100)).rejects.toThrow("no more");
    let closed = false;
    const endless = (async function* () {
      try {
        for (;;) yield new Uint8Array(100_000);
      } finally {
        closed = true;
      }
    })();
    const enough =
      "process.stdin.once('data', () => { process.stdout.write('enough'); process.stdin.destroy() })";
    expect((await captureTool(node(enough, { input: endless }), 100)).toString()).toBe("enough");
    expect(closed).toBe(true);
  });

  it("does not mind input that is not read to its end", async () => {
    const run = node("process.stdout.write('enough');process.exit(0)", { input: new Uint8Array(5_000_000) });
    expect((await captureTool(run, 100)).toString()).toBe("enough");
  });

  it("fails with the exit code and the last lines printed", async () => {
    const script = "for (let i = 0; i < 100; i++) console.error('line ' + i); process.exitCode = 3";
    const error = await captureTool(node(script), 100).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "encoder_failed" });
    const { message } = (error as CutstreamError).cause as Error;
    expect(message.split("\n").slice(0, 2)).toEqual(["exit code 3", "line 60"]);
    expect(message.endsWith("line 99")).toBe(true);
  });

  it.runIf(canRunIdly)(
    "leaves the processor to all others where nobody waits for it, in all its threads",
    async () => {
      // proc(5): the 41st field is the policy; the name before the third may hold anything but a parenthesis
      const policies =
        "for (const t of fs.readdirSync('/proc/self/task')) " +
        "console.log(fs.readFileSync('/proc/self/task/' + t + '/stat', 'utf8').split(') ').at(-1).split(' ')[38])";
      const of = async (urgency: Urgency) =>
        new Set((await captureTool(node(policies, { urgency }), 1000)).toString().trim().split("\n"));
      expect(await of("idle")).toEqual(new Set(["5"]));
      for (const urgency of ["soon", "now"] as const) expect(await of(urgency)).toEqual(new Set(["0"]));
    },
  );

  it("fails on more output than expected", async () => {
    const endless =
      "const go=()=>{while(process.stdout.write('x'.repeat(1e5)));process.stdout.once('drain',go)};go()";
    await expect(captureTool(node(endless), 1e6)).rejects.toMatchObject({ code: "encoder_failed" });
  });

  it("says so where there is no such program", async () => {
    for (const urgency of ["now", "idle"] as const) {
      const run = node("", { program: "/nonexistent/ffmpeg", urgency });
      await expect(captureTool(run, 100)).rejects.toMatchObject({ code: "encoder_missing" });
    }
  });

  it("tells lines from descriptor 3", async () => {
    const lines: string[] = [];
    const script = "require('fs').writeSync(3, 'a=1\\nb=2\\r\\nc=');require('fs').writeSync(3, '3')";
    await captureTool(node(script, { onLine: (line) => lines.push(line) }), 100);
    expect(lines).toEqual(["a=1", "b=2", "c=3"]);
  });
});

describe("streamTool", () => {
  const forever = "process.stdout.write(String(process.pid)); setInterval(() => {}, 1000)";

  it("kills the program and waits for its end when the consumer leaves", async () => {
    let pid = 0;
    for await (const chunk of streamTool(node(forever))) {
      pid = Number(Buffer.from(chunk).toString());
      expect(isAlive(pid)).toBe(true);
      break;
    }
    expect(isAlive(pid)).toBe(false);
  });

  it("kills the program when the signal fires, even one that ignores polite requests", async () => {
    const stop = new AbortController();
    const script = `process.on('SIGTERM', () => {}); ${forever}`;
    let pid = 0;
    const running = (async () => {
      for await (const chunk of streamTool(node(script, { signal: stop.signal, urgency: "idle" }))) {
        pid = Number(Buffer.from(chunk).toString());
        stop.abort();
      }
    })();
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
    expect(isAlive(pid)).toBe(false);
  });

  it("kills the program when the signal fires while it is being started", async () => {
    const stop = new AbortController();
    const running = streamTool(node(forever, { signal: stop.signal, urgency: "idle" })).next();
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
  });

  it("starts nothing once the signal has fired", async () => {
    const run = node(forever, { signal: AbortSignal.abort() });
    await expect(streamTool(run).next()).rejects.toMatchObject({ code: "cancelled" });
  });

  it("lets the program wait while the consumer does", async () => {
    const script =
      "let n=0;const go=()=>{do{n++}while(process.stdout.write(Buffer.alloc(65536)));process.stdout.once('drain',go)};" +
      "go();setInterval(()=>require('fs').writeSync(3,n+'\\n'),20)";
    let written = 0;
    for await (const _ of streamTool(node(script, { onLine: (line) => (written = Number(line)) }))) {
      await sleep(300);
      break;
    }
    expect(written).toBeGreaterThan(0);
    expect(written).toBeLessThan(50);
  });
});
