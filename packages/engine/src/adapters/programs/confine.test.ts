import { describe, expect, it } from "vitest";
import { confine } from "./confine.ts";
import { programEnvironment } from "./environment.ts";
import { programMemory } from "./limits.ts";

const all = {
  limits: true,
  memory: true,
  withoutNetwork: ["unshare", "--net"],
  idly: ["chrt", "--idle", "0"],
};
const none = { limits: false, memory: false, withoutNetwork: undefined, idly: undefined };
const limits = { memory: 2 ** 30, processor: 60, file: 2 ** 20 };
const command = { program: "ffmpeg", args: ["-i", "$(reboot); 'a' \"b\""] };

describe("confine", () => {
  it("puts all that the machine has before the program, and its arguments behind as they are", () => {
    const { program, args } = confine(command, limits, all, true);
    expect(program).toBe("unshare");
    expect(args.slice(0, 3)).toEqual(["--net", "/bin/sh", "-c"]);
    for (const limit of ["-c 0", "-S -t 60", "-H -t 70", "-f 2048", "-d 1048576"])
      expect(args[3]).toContain(`ulimit ${limit}`);
    expect(args.slice(4)).toEqual(["sh", "chrt", "--idle", "0", "ffmpeg", ...command.args]);
    expect(confine(command, limits, all).args).not.toContain("chrt");
  });

  it("runs the program as it is on a machine that has nothing", () => {
    expect(confine(command, limits, none, true)).toEqual(command);
  });
});

describe("programEnvironment", () => {
  it("passes on where things are, and no secret", () => {
    const own = { PATH: "/bin", HOME: "/h", DATABASE_URL: "x", AWS_SECRET_ACCESS_KEY: "y", LANG: "de" };
    const given = programEnvironment(own);
    expect(given).toMatchObject({ PATH: "/bin", HOME: "/h", LC_ALL: "C.UTF-8" });
    expect(JSON.stringify(given)).not.toMatch(/DATABASE|AWS|"de"/);
  });
});

describe("programMemory", () => {
  const GIB = 2 ** 30;
  const machine = { memory: 8 * GIB, processors: 4 };
  it("grows with the machine, and is what is configured", () => {
    expect(programMemory("", machine)).toBe(3.5 * GIB);
    expect(programMemory("", { memory: 256 * GIB, processors: 64 })).toBe(8 * GIB);
    expect(programMemory("", { memory: 2 * GIB, processors: 2 })).toBe(1.5 * GIB);
    expect(programMemory("6G", machine)).toBe(6 * GIB);
    expect(programMemory(" 1500m ", machine)).toBe(1500 * 2 ** 20);
  });

  it.each(["4", "G", "-1G", "1e3M", "64M", "0.1G", "4GB"])("refuses %s", (said) => {
    expect(() => programMemory(said, machine)).toThrow(expect.objectContaining({ code: "encoder_missing" }));
  });
});
