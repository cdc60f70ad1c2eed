import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { CutstreamError } from "../../errors.ts";
import type { Urgency } from "../../seams/transcoder.ts";
import { findMeans } from "./means.ts";
import { captureTool, printed, startProgram, streamTool, type ToolRun } from "./run.ts";

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

const means = await findMeans();

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

  it.runIf(means.idly)(
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
    await captureTool(node(script, { onLine: (line) => lines.push(line) > 0 }), 100);
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

  it("ends a program that was started for it, though the signal has fired before", async () => {
    const started = await startProgram(node("process.stdin.resume()", { input: new Uint8Array() }));
    const run = node("", { started, signal: AbortSignal.abort() });
    await expect(streamTool(run).next()).rejects.toMatchObject({ code: "cancelled" });
    expect(started.signalCode).toBe("SIGKILL");
  });

  it("starts nothing once the signal has fired", async () => {
    const run = node(forever, { signal: AbortSignal.abort() });
    await expect(streamTool(run).next()).rejects.toMatchObject({ code: "cancelled" });
  });

  it("lets the program wait while the consumer does", async () => {
    const script =
      "let n=0;const go=()=>{do{n++}while(process.stdout.write(Buffer.alloc(65536)));process.stdout.once('drain',go)};" +
      "go();setInterval(()=>require('fs').writeSync(3,n+'\\n'),20)";
    const written: number[] = [];
    const onLine = (line: string) => written.push(Number(line)) > 0;
    for await (const _ of streamTool(node(script, { onLine }))) {
      await expect.poll(() => written.length).toBeGreaterThan(10);
      break;
    }
    expect(written[0]).toBeGreaterThan(0);
    expect(written.at(-1)).toBeLessThan(50);
  });

  it("kills what the program has started too", async () => {
    const script =
      "const { pid } = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], " +
      "{ stdio: 'inherit' }); process.stdout.write(String(pid)); setInterval(() => {}, 1000)";
    // As long as that lives, it holds standard output open, whose end is awaited.
    for await (const chunk of streamTool(node(script))) {
      expect(isAlive(Number(Buffer.from(chunk).toString()))).toBe(true);
      break;
    }
  });

  it("stops a program that does nothing, but not one that is kept waiting", async () => {
    const hangs = captureTool(node("setInterval(() => {}, 1000)", { patience: 1 }), 100);
    await expect(hangs).rejects.toMatchObject({
      code: "program_out_of_time",
      message: expect.stringMatching(/did nothing for 1 s/),
    });
    const late = (async function* () {
      await sleep(3000);
      yield Buffer.from("late");
    })();
    const echo = node("process.stdin.pipe(process.stdout)", { input: late, patience: 2 });
    for await (const chunk of streamTool(echo)) {
      await sleep(3000);
      expect(Buffer.from(chunk).toString()).toBe("late");
    }
  });
});

describe("a confined program", () => {
  const print = (what: string) => `process.stdout.write(JSON.stringify(${what}))`;

  it("sees nothing of the server's environment but where things are", async () => {
    vi.stubEnv("DATABASE_URL", "postgresql://secret");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    try {
      const seen: object = JSON.parse(`${await captureTool(node(print("process.env")), 1e5)}`);
      expect(JSON.stringify(seen)).not.toContain("secret");
      expect(seen).toMatchObject({ PATH: process.env.PATH, LC_ALL: "C.UTF-8" });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it.runIf(means.limits)("leaves no memory dump, and writes no large file", async () => {
    const limits = "fs.readFileSync('/proc/self/limits', 'utf8')";
    const seen: string = JSON.parse(`${await captureTool(node(print(limits)), 1e5)}`);
    expect(seen).toMatch(/Max core file size +0 +0/);
    expect(seen).toMatch(/Max file size +67108864 +67108864/);
    expect(seen).toMatch(/Max cpu time +600 +610/);
  });

  it.runIf(means.memory)("is stopped with what is wrong where it wants too much memory", async () => {
    vi.stubEnv("CUTSTREAM_PROGRAM_MEMORY", "500M");
    try {
      const greedy = "const kept = []; for (;;) kept.push(Buffer.alloc(50e6, 1))";
      await expect(captureTool(node(greedy), 100)).rejects.toMatchObject({
        code: "program_out_of_memory",
        message: expect.stringMatching(/more memory than it may have, which is 500 MiB/),
      });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it.runIf(means.limits)("is stopped with what is wrong where it computes without end", async () => {
    await expect(captureTool(node("for (;;);", { processor: 1 }), 100)).rejects.toMatchObject({
      code: "program_out_of_time",
      message: expect.stringMatching(/used up the 1 s/),
    });
  });

  it.runIf(means.withoutNetwork)("reaches no other process over the network", async () => {
    let connections = 0;
    const server = createServer(() => (connections += 1)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const script = `require('net').connect(${port}, '127.0.0.1').on('error', (e) => ${print("e.code")})`;
    expect(JSON.parse(`${await captureTool(node(script), 100)}`)).toBe("ENETUNREACH");
    expect(connections).toBe(0);
    server.close();
  });
});
