/** @jsxImportSource preact */
import type { ReelMetrics, Share } from "cutstream";
import { ScrollRegion } from "../ui/scroll-region.tsx";
import { writeShare } from "./write-figures.ts";

type Groups = ReelMetrics["groups"];
type Figures = Groups[number]["figures"];

/** A row: what it is about, and what it says of each group. */
export interface FigureRow {
  readonly name: string;
  readonly of: (figures: Figures) => string | Share | undefined;
}

export interface FigureTableProps {
  readonly caption: string;
  /** What rows are. */
  readonly head: string;
  readonly groups: Groups;
  readonly rows: readonly FigureRow[];
}

/** Figures of all groups side by side; shares with a bar behind them. */
export function FigureTable({ caption, head, groups, rows }: FigureTableProps) {
  return (
    <ScrollRegion label={caption}>
      <table>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {groups.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, of }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {groups.map((group) => (
                <Cell key={group.name} value={of(group.figures)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Cell({ value }: { readonly value: string | Share | undefined }) {
  if (value === undefined || typeof value === "string") return <td>{value ?? "–"}</td>;
  return (
    <td class="share" style={{ "--share": value.share?.value ?? 0 }}>
      {writeShare(value)} <span class="hint">of {value.of}</span>
    </td>
  );
}
