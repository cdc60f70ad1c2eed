/** @jsxImportSource preact */
import type { Experiment, ExperimentDetail } from "cutstream";
import { useState } from "preact/hooks";
import { useResource } from "../resource.ts";
import { cs } from "../server.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { ScrollRegion } from "../ui/scroll-region.tsx";
import { writeDifference, writeEstimate } from "./write-figures.ts";

const GOALS = {
  clickThrough: "Clicks per clip shown",
  completion: "Completed reels per reel started",
  followOn: "Titles played afterwards per clip shown",
} as const satisfies Record<Experiment["goal"]["metric"], string>;

const VERDICTS = { better: "Better", worse: "Worse", open: "Open" } as const;

type Result = ExperimentDetail["results"][number];

/** What an experiment has found so far, and the switches that end it. */
export function ExperimentCard({ id, onEnd }: { readonly id: string; readonly onEnd: () => void }) {
  const { value: found, error, reload } = useResource((signal) => cs.experiments.get(id, { signal }), [id]);
  const [ending, setEnding] = useState<"stop" | "kill" | null>(null);
  if (error !== undefined) return <ErrorNote error={error} retry={reload} />;
  if (!found) return <p class="waiting">Loading…</p>;
  const end = async (how: "stop" | "kill") => {
    await cs.experiments[how](id);
    reload();
    onEnd();
  };
  return (
    <section class="panel experiment" aria-labelledby="experiment-name">
      <header>
        <h2 id="experiment-name">{found.name}</h2>
        <span class={found.status === "running" ? "tag good" : "tag"}>{found.status}</span>
        <div class="actions">
          {found.status === "running" && <Button onClick={() => setEnding("stop")}>Stop</Button>}
          {found.status !== "killed" && (
            <Button kind="danger" onClick={() => setEnding("kill")}>
              Kill
            </Button>
          )}
        </div>
      </header>
      {found.status === "killed" ? (
        <p class="hint">It was killed: nothing is concluded from it.</p>
      ) : (
        <Results found={found} />
      )}
      {ending && (
        <Confirm
          title={ending === "stop" ? "Stop the experiment?" : "Kill the experiment?"}
          text={
            ending === "stop"
              ? "From the next reel on, its viewers see what everybody sees. Its results stay."
              : "From the next reel on, its viewers see what everybody sees, and nothing is concluded from it."
          }
          verb={ending === "stop" ? "Stop" : "Kill"}
          does={() => end(ending)}
          onClose={() => setEnding(null)}
        />
      )}
    </section>
  );
}

function Results({ found: { goal, results } }: { readonly found: ExperimentDetail }) {
  return (
    <ScrollRegion label="Arms compared">
      <table>
        <thead>
          <tr>
            {["Arm", "Viewers", GOALS[goal.metric], "Against the first arm", "Verdict"].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {results.map((result) => (
            <ArmRow key={result.arm} result={result} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function ArmRow({ result: { arm, viewers, ratio, comparison } }: { readonly result: Result }) {
  const scaled = { value: ratio.value * 100, low: ratio.low * 100, high: ratio.high * 100 };
  return (
    <tr>
      <th scope="row">{arm}</th>
      <td>{viewers}</td>
      <td>{viewers === 0 ? "–" : writeEstimate(scaled, "%")}</td>
      <td>{comparison ? `${writeDifference(comparison.difference)}, p ${comparison.p.toFixed(3)}` : "–"}</td>
      <td>{comparison ? VERDICTS[comparison.verdict] : "–"}</td>
    </tr>
  );
}
