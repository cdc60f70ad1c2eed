import { MultiBar, Presets } from "cli-progress";
import type { Terminal } from "./terminal.ts";

/** Progress of one thing among several. */
export interface Tracker {
  /** @param share 0 to 1. */
  update(stage: string, share: number): void;
  end(): void;
}

/** Shows how far several things are. */
export interface ProgressDisplay {
  track(name: string): Tracker;
  /** Leaves the terminal as it was found. */
  stop(): void;
}

/** Bars where a person watches, a line now and then elsewhere. */
export function showProgress(terminal: Terminal): ProgressDisplay {
  return terminal.interactive ? movingBars() : plainLines(terminal);
}

function movingBars(): ProgressDisplay {
  const format = " {bar} {percentage} %  {name}  {stage}";
  const bars = new MultiBar({ format, clearOnComplete: false, hideCursor: true }, Presets.rect);
  return {
    track: (name) => {
      const bar = bars.create(1, 0, { name, stage: "" });
      return { update: (stage, share) => bar.update(share, { stage }), end: () => bar.stop() };
    },
    stop: () => bars.stop(),
  };
}

function plainLines(terminal: Terminal): ProgressDisplay {
  return {
    track: (name) => {
      let last = "";
      const update = (stage: string, share: number) => {
        const line = `${name}: ${stage} ${Math.floor(share * 4) * 25} %`;
        if (line !== last) terminal.note(line);
        last = line;
      };
      return { update, end: () => {} };
    },
    stop: () => {},
  };
}
