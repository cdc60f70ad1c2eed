import type { Cutstream, Moment, Moments, Video } from "cutstream";
import { CliError } from "../failure.ts";
import { showProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";

/** What is looked for: no index says it in these words. */
const QUERY = "people's faces";
const SHOWN = 3;

/** Analysers that take seconds for a short film, and need nothing but what npm brings. */
const ANALYSERS = ["shots", "scenes"] as const;

/**
 * Has films looked at, and asks for moments of them.
 * @throws CliError where nothing is found.
 */
export async function findInFilms(
  cs: Cutstream,
  films: readonly Video[],
  terminal: Terminal,
): Promise<Moments> {
  const display = showProgress(terminal);
  try {
    for (const { id, name } of films) {
      const tracker = display.track(name);
      const jobs = await cs.indexes.analyse(id, ANALYSERS);
      for (const [n, job] of jobs.entries())
        for await (const { progress } of cs.jobs.progress(job.id))
          tracker.update("look", (n + progress) / jobs.length);
      tracker.end();
    }
  } finally {
    display.stop();
  }
  for (const { id } of films)
    for (const { name, warnings, error } of await cs.indexes.list(id))
      for (const said of [...warnings, ...(error ? [error.message] : [])])
        terminal.note(`! ${name}: ${said}`);
  const request = { query: QUERY, videos: films.map(({ id }) => id), indexes: ["scenes"], limit: SHOWN };
  const moments = await cs.retrieve(request);
  if (moments.length === 0)
    throw new CliError(`Nothing was found for “${QUERY}”.`, "Please report it, with the output above.");
  return moments;
}

/** Prints what was found, why, and where each moment plays. */
export function printFound(moments: readonly Moment[], terminal: Terminal): void {
  terminal.print(`\n“${QUERY}” finds:`);
  for (const { videoName, start, end, text, why, score, url } of moments) {
    const ways = [...new Set(why.map(({ by }) => by))].join(" and ");
    terminal.print(`  ${score.toFixed(2)} by ${ways}: ${text}`);
    terminal.print(`       ${videoName}, ${start.toFixed(2)} – ${end.toFixed(2)} s`);
    terminal.print(`       ${url}`);
  }
}
