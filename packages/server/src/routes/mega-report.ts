import { createHash } from "node:crypto";
import type { MegaFinding, MegaReportView } from "@cutstream/engine";

/** Findings that a page shows: a browser would choke on the pictures of more. */
const MOST_SHOWN = 500;

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1a1a1a; background: #fff; }
h1 { font-size: 1.4rem; }
li { margin: 0 0 1.5rem; }
.error { color: #a40000; font-weight: 600; }
.warning { color: #7a4b00; }
.pair { display: flex; gap: 1rem; flex-wrap: wrap; }
figure { margin: .5rem 0 0; }
img { display: block; width: 320px; max-width: 100%; min-height: 90px; background: #ddd; }
figcaption { font-size: .9rem; }
@media (prefers-color-scheme: dark) {
  body { color: #eee; background: #161616; } .error { color: #ff8f8f; } .warning { color: #f0c070; } img { background: #333; }
}
`;

/** Nothing runs on the page; its pictures may come from wherever the server is reached. */
export const reportPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "img-src http: https:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A verification's report as a page that stands by itself, each finding with its two frames. */
export function renderReport(name: string, report: MegaReportView): string {
  const { version, findings, slip, checkedAt, errors, warnings, shots } = report;
  const title = `${name}, version ${version}`;
  const shown = findings.slice(0, MOST_SHOWN);
  const left = findings.length - shown.length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${errors} errors, ${warnings} warnings; ${shots} shots found. Checked ${escaped(checkedAt)}.</p>
${slip === null ? "" : `<p class="error">The whole list is ${escaped(framesOff(slip))}.</p>\n`}<ol>
${shown.map(item).join("\n")}
</ol>
${left > 0 ? `<p>And ${left} more.</p>\n` : ""}</body>
</html>
`;
}

/** `1 frame late`, `3 frames early` */
function framesOff(offset: number): string {
  const count = Math.abs(offset);
  return `${count} ${count === 1 ? "frame" : "frames"} ${offset > 0 ? "late" : "early"}`;
}

function item(finding: MegaFinding): string {
  const { severity, message, title, clipType, pictures, edge, listed = 0, detected = 0 } = finding;
  const clip = [title, clipType].filter((part) => part !== undefined).join(" | ");
  const shown = (frame: number): number => (edge === "out" ? frame - 1 : frame);
  const figures = pictures
    ? [
        figure(pictures.listed, `as listed: frame ${shown(listed)}`),
        pictures.detected === null ? "" : figure(pictures.detected, `at the cut: frame ${shown(detected)}`),
      ].join("")
    : "";
  return `<li><span class="${severity}">${severity}</span> ${escaped(message)} <em>${escaped(clip)}</em>${figures && `<div class="pair">${figures}</div>`}</li>`;
}

const figure = (url: string, caption: string): string =>
  `<figure><img loading="lazy" src="${escaped(url)}" alt="${escaped(caption)}"><figcaption>${escaped(caption)}</figcaption></figure>`;

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" },
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
