import type { Health } from "@cutstream/engine";
import type { Gathered } from "./messages.ts";

/**
 * Health of all processes together: each thing is well that is so in every process which runs; of what is not, the first
 * says why. One that is being started again takes nothing from the others, and is told.
 */
export function mergeHealth({ answers, wanted }: Gathered): Health {
  const healths = answers.map(({ text }) => JSON.parse(text) as Health);
  const checks: Record<string, Health["checks"][string]> = {};
  for (const health of healths)
    for (const [name, check] of Object.entries(health.checks))
      if (checks[name] === undefined || (checks[name].ok && !check.ok)) checks[name] = check;
  checks.processes = { ok: healths.length > 0, detail: `${healths.length} of ${wanted} answer` };
  return {
    ok: Object.values(checks).every(({ ok }) => ok),
    roles: healths[0]?.roles ?? [],
    checks,
  };
}
