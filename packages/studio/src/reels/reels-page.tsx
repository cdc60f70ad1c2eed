/** @jsxImportSource preact */
import type { ReelMetrics } from "cutstream";
import { useState } from "preact/hooks";
import { stay } from "../navigation.ts";
import { useResource } from "../resource.ts";
import { cs } from "../server.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { Field } from "../ui/field.tsx";
import { Curve } from "./curve.tsx";
import { ExperimentCard } from "./experiment-card.tsx";
import { type FigureRow, FigureTable } from "./figure-table.tsx";
import { firstDay, PERIODS, type Period } from "./period.ts";
import { writeEstimate } from "./write-figures.ts";

const SUMMARY: readonly FigureRow[] = [
  { name: "Plays", of: ({ plays }) => String(plays) },
  { name: "Completed", of: ({ completion }) => completion },
  { name: "Watched per play", of: ({ watched }) => writeEstimate(watched, "s") },
  { name: "Start-up, half within", of: ({ startup }) => (startup && `${startup.p50.toFixed(2)} s`) || "–" },
  { name: "Start-up, 95 % within", of: ({ startup }) => (startup && `${startup.p95.toFixed(2)} s`) || "–" },
  { name: "Stalls per hour watched", of: ({ stalls }) => writeEstimate(stalls.perHour) },
  { name: "Errors", of: ({ errors }) => String(errors) },
];

/** What viewers do with reels; of an experiment, its arms side by side. */
export function ReelsPage({ experiment = "" }: { readonly experiment?: string | undefined }) {
  const [period, setPeriod] = useState<Period>("month");
  const experiments = useResource((signal) => cs.experiments.list({ signal }), []);
  const metrics = useResource(
    (signal) => {
      const from = firstDay(period, Date.now());
      return cs.telemetry.metrics({ signal, ...(from && { from }), ...(experiment && { experiment }) });
    },
    [period, experiment],
  );
  return (
    <div class="reels">
      <h1>Reels</h1>
      <form class="reels-scope" onSubmit={(event) => event.preventDefault()}>
        <Field label="Period">
          {(field) => (
            <select
              {...field}
              value={period}
              onChange={(event) => setPeriod(event.currentTarget.value as Period)}
            >
              {Object.entries(PERIODS).map(([name, text]) => (
                <option key={name} value={name}>
                  {text}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Experiment">
          {(field) => (
            <select
              {...field}
              value={experiment}
              onChange={({ currentTarget: { value } }) =>
                stay({ page: "reels", ...(value && { experiment: value }) })
              }
            >
              <option value="">None: all reels</option>
              {experiments.value?.map(({ id, name, status }) => (
                <option key={id} value={id}>
                  {name} ({status})
                </option>
              ))}
            </select>
          )}
        </Field>
      </form>
      {experiment && <ExperimentCard key={experiment} id={experiment} onEnd={experiments.reload} />}
      {metrics.error !== undefined && <ErrorNote error={metrics.error} retry={metrics.reload} />}
      {metrics.value ? (
        <Figures groups={metrics.value.groups} />
      ) : (
        metrics.error === undefined && <p class="waiting">Loading…</p>
      )}
    </div>
  );
}

function Figures({ groups }: Pick<ReelMetrics, "groups">) {
  const slots = new Set(groups.flatMap(({ figures }) => figures.slots.map(({ slot }) => slot)));
  const titles = new Set(groups.flatMap(({ figures }) => figures.titles.map(({ title }) => title)));
  const bySlot = [...slots]
    .sort((a, b) => a - b)
    .map((slot) => ({
      name: String(slot + 1),
      of: ({ slots }: ReelMetrics["groups"][number]["figures"]) =>
        slots.find((one) => one.slot === slot)?.skips,
    }));
  const byTitle = [...titles].map((title) => ({
    name: title,
    of: ({ titles }: ReelMetrics["groups"][number]["figures"]) =>
      titles.find((one) => one.title === title)?.clicks,
  }));
  return (
    <>
      <section class="panel" aria-labelledby="reels-summary">
        <h2 id="reels-summary">At a glance</h2>
        <FigureTable caption="Figures of each group" head="Figure" groups={groups} rows={SUMMARY} />
      </section>
      <section class="panel" aria-labelledby="reels-curve">
        <h2 id="reels-curve">Watched, second by second</h2>
        <Curve groups={groups} />
      </section>
      <section class="panel" aria-labelledby="reels-skips">
        <h2 id="reels-skips">Skips by slot</h2>
        <Rows caption="Share of impressions that were skipped" head="Slot" groups={groups} rows={bySlot} />
      </section>
      <section class="panel" aria-labelledby="reels-clicks">
        <h2 id="reels-clicks">Click-through by title</h2>
        <Rows caption="Share of impressions that were clicked" head="Title" groups={groups} rows={byTitle} />
      </section>
    </>
  );
}

/** A table, or that there is nothing to show. */
function Rows(props: Parameters<typeof FigureTable>[0]) {
  return props.rows.length > 0 ? <FigureTable {...props} /> : <p class="hint">No clip was shown yet.</p>;
}
