import { type FrameRate, type Rational, reduce } from "../time.ts";

/** A project of one storyline to write. Times are whole frames. */
export interface FcpxmlOut {
  readonly name: string;
  readonly frameRate: FrameRate;
  /** In the order in which they are seen; what lies between them is a gap. */
  readonly clips: readonly { readonly name: string; readonly first: number; readonly end: number }[];
}

/** Writes a project as FCPXML 1.8: a clip without media of its own for each. */
export function writeFcpxml({ name, frameRate, clips }: FcpxmlOut): string {
  const { num, den } = reduce(frameRate);
  const time = (frames: number): string => seconds({ num: frames * den, den: num });
  const items: string[] = [];
  let at = 0;
  for (const { name: called, first, end } of clips) {
    if (first > at)
      items.push(`<gap name="Gap" offset="${time(at)}" duration="${time(first - at)}" start="0s"/>`);
    items.push(`<clip name="${escaped(called)}" offset="${time(first)}" duration="${time(end - first)}"/>`);
    at = end;
  }
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fcpxml>

<fcpxml version="1.8">
  <resources>
    <format id="r1" frameDuration="${time(1)}"/>
  </resources>
  <project name="${escaped(name)}">
    <sequence format="r1" duration="${time(at)}" tcStart="0s" tcFormat="NDF">
      <spine>
${items.map((item) => `        ${item}\n`).join("")}      </spine>
    </sequence>
  </project>
</fcpxml>
`;
}

function seconds(value: Rational): string {
  const { num, den } = reduce(value);
  return den === 1 ? `${num}s` : `${num}/${den}s`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (mark) => ENTITIES[mark] ?? mark);
