import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { soak } from "../tests/kit/soak.ts";

/*
 * npm run soak -- [--rounds 100] [--seed N]
 * Kills a server with SIGKILL again and again while it is written to and played, and holds it to what it acknowledged.
 * Ends with 1 where it broke its word, and says in which round; the seed makes the same choices again.
 */
const { values } = parseArgs({
  options: { rounds: { type: "string", default: "100" }, seed: { type: "string", default: "20261122" } },
});
const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
const folder = await mkdtemp(join(tmpdir(), "cutstream-soak-"));
console.log(`soak: ${rounds} rounds with --seed ${seed}`);
let done = 0;
try {
  const report = await soak({
    ...{ folder, rounds, seed },
    onRound(now) {
      done = now.rounds;
      console.log(JSON.stringify(now));
    },
  });
  console.log(`held for ${report.rounds} rounds`);
} catch (error) {
  console.error(`round ${done + 1} of --seed ${seed}:`, error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
