/**
 * A reporter of vitest's that keeps what failed, in the file that `FAILED_TESTS` names: several rings of tests print
 * side by side for half an hour, and who reads only the end of that should see what to mend.
 */
import { writeFileSync } from "node:fs";
import type { Reporter, SerializedError, TestModule } from "vitest/node";

const FRAMES = 3;

/** An error's message, and where it came from. */
function text({ message, stack }: Pick<SerializedError, "message" | "stack">): string {
  const frames = (stack ?? "")
    .split("\n")
    .filter((line) => /^\s*at .*file:/.test(line) && !line.includes("node_modules"));
  return [message, ...frames.slice(0, FRAMES)].join("\n").replaceAll(/^/gm, "     ");
}

function* failures(module: TestModule): Generator<string> {
  const told = (name: string, errors: readonly SerializedError[]) =>
    [`   ${module.relativeModuleId}${name}`, ...errors.map(text)].join("\n");
  for (const part of [module, ...module.children.allSuites()]) {
    const errors = part.errors();
    if (errors.length > 0) yield told(part.type === "suite" ? ` > ${part.fullName}` : "", errors);
  }
  for (const test of module.children.allTests("failed"))
    yield told(` > ${test.fullName}`, test.result().errors ?? []);
}

export default class FailedTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const path = process.env.FAILED_TESTS;
    if (!path) return;
    const told = [...modules].flatMap((module) => [...failures(module)]);
    for (const error of unhandled) told.push(`   caught by no test:\n${text(error)}`);
    writeFileSync(path, told.map((one) => `${one}\n`).join(""));
  }
}
