/** @jsxImportSource preact */
import type { ReelMetrics } from "cutstream";
import { ScrollRegion } from "../ui/scroll-region.tsx";
import { percent } from "./write-figures.ts";

/** Units of the drawing: it is as wide as its place, whatever they are. */
const WIDTH = 640;
const HEIGHT = 200;

/** How much of the reel is watched, second by second, a line for each group; and the same as a table. */
export function Curve({ groups }: { readonly groups: ReelMetrics["groups"] }) {
  const seconds = Math.max(0, ...groups.map(({ figures }) => figures.curve.length));
  if (seconds === 0) return <p class="hint">Nobody has watched any of it yet.</p>;
  const x = (second: number) => ((second + 0.5) / seconds) * WIDTH;
  const y = (share: number) => (1 - share) * HEIGHT;
  return (
    <>
      <figure class="curve">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {[0, 0.5, 1].map((share) => (
            <line key={share} class="grid" x1="0" x2={WIDTH} y1={y(share)} y2={y(share)} />
          ))}
          {groups.map(({ name, figures }, index) => (
            <polyline
              key={name}
              class={`line group-${index % 6}`}
              points={figures.curve.map((share, second) => `${x(second)},${y(share)}`).join(" ")}
            />
          ))}
        </svg>
        <figcaption>
          <span>0 to {seconds} s, 0 to 100 % of plays</span>
          {groups.map(({ name }, index) => (
            <span key={name} class={`key group-${index % 6}`}>
              {name}
            </span>
          ))}
        </figcaption>
      </figure>
      <details>
        <summary>As a table</summary>
        <ScrollRegion label="Share of plays by second">
          <table>
            <thead>
              <tr>
                <th scope="col">Second</th>
                {groups.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {Array.from({ length: seconds }, (_, second) => (
                <tr key={second}>
                  <th scope="row">{second}</th>
                  {groups.map(({ name, figures }) => (
                    <td key={name}>{percent(figures.curve[second] ?? 0)} %</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      </details>
    </>
  );
}
