import type { Gathered } from "./messages.ts";

const COMMENT = /^# (?:HELP|TYPE) (\S+)/;
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (.+)$/;

/**
 * Metrics of all processes in one text of Prometheus' exposition format: each sample with the number of its process as
 * the label `process`, over which Prometheus sums; and how many of them run, and were started again.
 */
export function mergeMetrics({ answers, wanted, restarts }: Gathered): string {
  /** Samples by the comments of their metric, which come once and before them. */
  const families = new Map<string, { readonly comments: Set<string>; readonly samples: string[] }>();
  for (const { process, text } of answers) {
    let family: { readonly comments: Set<string>; readonly samples: string[] } | undefined;
    for (const line of text.split("\n")) {
      const name = COMMENT.exec(line)?.[1];
      if (name !== undefined) {
        family = families.get(name) ?? { comments: new Set(), samples: [] };
        families.set(name, family);
        family.comments.add(line);
        continue;
      }
      const [, metric, labels, value] = SAMPLE.exec(line) ?? [];
      if (metric === undefined) continue;
      const all = [`process="${process}"`, ...(labels ? [labels] : [])].join(",");
      family?.samples.push(`${metric}{${all}} ${value}`);
    }
  }
  const merged = [...families.values()].flatMap(({ comments, samples }) => [...comments, ...samples]);
  return `${[...merged, ...ofTheGroup(answers.length, wanted, restarts)].join("\n")}\n`;
}

const ofTheGroup = (running: number, wanted: number, restarts: number): string[] => [
  "# HELP cutstream_processes Processes that serve this port together: those that are to run, and those that answer.",
  "# TYPE cutstream_processes gauge",
  `cutstream_processes{state="wanted"} ${wanted}`,
  `cutstream_processes{state="running"} ${running}`,
  "# HELP cutstream_process_restarts_total How often a process that had ended was started again.",
  "# TYPE cutstream_process_restarts_total counter",
  `cutstream_process_restarts_total ${restarts}`,
];
