import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { createSpares, type Spares, type SparesOptions } from "./spares.ts";

const started: ChildProcess[] = [];
const opened: Spares[] = [];
afterEach(async () => {
  for (const spares of opened.splice(0)) await spares.close();
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

function setUp(options: Partial<SparesOptions> = {}): Spares {
  const start = async (program: string, args: readonly string[]) => {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    started.push(child);
    await once(child, "spawn");
    return child;
  };
  const spares = createSpares({ start, ...options });
  opened.push(spares);
  return spares;
}

/** Takes a spare as soon as there is one. */
async function taken(spares: Spares, args: readonly string[] = []): Promise<ChildProcess | undefined> {
  for (let tries = 0; tries < 50; tries++) {
    const child = spares.take("cat", args);
    if (child) return child;
    await sleep(10);
  }
  return undefined;
}

const isOver = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

describe("spares", () => {
  it("wait for their input, and do the work", async () => {
    const spares = setUp();
    spares.prepare("cat", []);
    const child = await taken(spares);
    child?.stdin?.end("hello");
    const [output] = await once(child!.stdout!, "data");
    expect(String(output)).toBe("hello");
  });

  it("go to one, who asked for the very same", async () => {
    const spares = setUp();
    spares.prepare("cat", ["-u"]);
    expect(await taken(spares, ["-u"])).toBeDefined();
    expect(spares.take("cat", ["-u"])).toBeUndefined();
    spares.prepare("cat", ["-u"]);
    await sleep(50);
    expect(spares.take("cat", [])).toBeUndefined();
  });

  it("are started once, however often they are asked for", async () => {
    const spares = setUp();
    for (let n = 0; n < 5; n++) spares.prepare("cat", []);
    await sleep(50);
    spares.prepare("cat", []);
    expect(started).toHaveLength(1);
  });

  it("give way to newer ones", async () => {
    const spares = setUp({ most: 1 });
    spares.prepare("cat", ["-u"]);
    await sleep(50);
    spares.prepare("cat", []);
    expect(await taken(spares)).toBeDefined();
    expect(spares.take("cat", ["-u"])).toBeUndefined();
    await expect.poll(() => started.filter(isOver)).toHaveLength(1);
  });

  it("are ended when nothing comes for them, and when all ends", async () => {
    const spares = setUp({ patience: 30 });
    spares.prepare("cat", []);
    await expect.poll(() => started.length === 1 && started.every(isOver)).toBe(true);
    expect(spares.take("cat", [])).toBeUndefined();
    const others = setUp();
    others.prepare("cat", []);
    await sleep(50);
    await others.close();
    expect(started.every(isOver)).toBe(true);
    others.prepare("cat", []);
    expect(others.take("cat", [])).toBeUndefined();
  });

  it("that are just being started end with the others", async () => {
    const spares = setUp();
    spares.prepare("cat", []);
    await spares.close();
    expect(started).toHaveLength(1);
    expect(started.every(isOver)).toBe(true);
  });

  it("that died are nobody's", async () => {
    const spares = setUp();
    spares.prepare("cat", []);
    await expect.poll(() => started.length).toBe(1);
    started[0]?.kill("SIGKILL");
    await expect.poll(() => started.every(isOver)).toBe(true);
    expect(spares.take("cat", [])).toBeUndefined();
  });

  it("that cannot be started are nobody's either", async () => {
    const spares = setUp({ start: () => Promise.reject(new Error("no such program")) });
    spares.prepare("cat", []);
    await sleep(10);
    expect(spares.take("cat", [])).toBeUndefined();
  });
});
