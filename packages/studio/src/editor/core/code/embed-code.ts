/** What a page of anybody's needs to play a stream. */
export interface EmbedRequest {
  /** The stream's playlist. */
  readonly streamUrl: string;
  /** The server's address, which has the player. */
  readonly server: string;
  /** Shape of the player, such as `"9:16"`; null: the player's own. */
  readonly aspect: string | null;
}

/** HTML with `<cutstream-player>`: overlays, captions and the picture's shape are as they were arranged. */
export function playerCode({ streamUrl, server, aspect }: EmbedRequest): string {
  const shape = aspect === null ? "" : ` aspect=${quoted(aspect)}`;
  return [
    `<script type="module" src=${quoted(`${server}/player.js`)}></script>`,
    `<cutstream-player src=${quoted(streamUrl)}${shape}></cutstream-player>`,
    "",
  ].join("\n");
}

/**
 * HTML with hls.js alone, for players of one's own; its first lines say where the page has it.
 * @param drawn whether there are overlays or a shape that players draw: they need `/overlay.js` besides.
 */
export function hlsCode({ streamUrl, server }: EmbedRequest, drawn: boolean): string {
  const lines = [
    '<div id="stage"><video id="video" controls playsinline></video></div>',
    '<script type="importmap">{ "imports": { "hls.js": "/node_modules/hls.js/dist/hls.mjs" } }</script>',
    '<script type="module">',
    '  import Hls from "hls.js";',
    ...(drawn ? [`  import { attachOverlay } from ${scripted(`${server}/overlay.js`)};`] : []),
    "",
    '  const video = document.querySelector("#video");',
    "  const hls = new Hls();",
    ...(drawn
      ? ['  attachOverlay({ video, container: document.querySelector("#stage"), player: hls });']
      : []),
    `  hls.loadSource(${scripted(streamUrl)});`,
    "  hls.attachMedia(video);",
    "</script>",
    "",
  ];
  return lines.join("\n");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", '"': "&quot;", "<": "&lt;" };

const quoted = (text: string): string => `"${text.replace(/[&"<]/g, (sign) => ENTITIES[sign] ?? sign)}"`;

/** Text in a script in HTML: nothing in it may end the script. */
const scripted = (text: string): string => JSON.stringify(text).replaceAll("<", "\\u003c");
