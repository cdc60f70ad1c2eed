import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const FOLDER = join(import.meta.dirname, "../../examples/monitoring");

const missing = spawnSync("promtool", ["--version"]).error;
if (missing)
  console.warn("SKIPPED alerts and the dashboard's queries: promtool (prometheus) is not installed");

const promtool = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync("promtool", args, { cwd: FOLDER, encoding: "utf8" });
  return { status, said: `${stdout}${stderr}` };
};

/** A panel of a dashboard, and those that its row holds. */
interface Panel {
  readonly title?: string;
  readonly targets?: readonly { readonly expr: string }[];
  readonly panels?: readonly Panel[];
}

describe.skipIf(missing)("examples/monitoring, as Prometheus reads it", () => {
  it("has alerts that go off when they should, and not just before", () => {
    expect(promtool("check", "rules", "alerts.yml")).toMatchObject({ status: 0 });
    expect(promtool("test", "rules", "alerts.test.yml")).toMatchObject({ status: 0 });
  });

  it("has no alert that is not tested, to fire and not to", async () => {
    const names = (text: string) => [...text.matchAll(/^ +- alert: (\w+)/gm)].map(([, name]) => name);
    const tests = await readFile(join(FOLDER, "alerts.test.yml"), "utf8");
    const alerts = names(await readFile(join(FOLDER, "alerts.yml"), "utf8"));
    expect(alerts.length).toBeGreaterThan(5);
    for (const name of alerts) {
      expect(tests).toMatch(new RegExp(`alertname: ${name}, exp_alerts: \\[\\]`));
      expect(tests).toMatch(new RegExp(`alertname: ${name}\\n +exp_alerts:\\n +- exp_labels`));
    }
  });

  it("has a dashboard whose queries can be asked", async () => {
    const { panels } = JSON.parse(await readFile(join(FOLDER, "cutstream.dashboard.json"), "utf8")) as Panel;
    const queries = (panels ?? []).flatMap(function within(panel): string[] {
      return [...(panel.targets ?? []).map(({ expr }) => expr), ...(panel.panels ?? []).flatMap(within)];
    });
    expect(queries.length).toBeGreaterThan(10);
    // Grafana fills its variables in; Prometheus reads the rest as it reads a rule.
    const rules = queries.map((query, n) => {
      const expr = query.replace(/\$__(?:rate_)?interval/g, "5m").replace(/\$\{?\w+\}?/g, "a");
      return { record: `query:number_${n}`, expr };
    });
    const folder = await mkdtemp(join(tmpdir(), "cutstream-dashboard-"));
    try {
      const path = join(folder, "rules.yml");
      // JSON is YAML.
      await writeFile(path, JSON.stringify({ groups: [{ name: "dashboard", rules }] }));
      expect(promtool("check", "rules", path)).toMatchObject({ status: 0 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
