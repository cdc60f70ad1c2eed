/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import { announce, report } from "../../notices.ts";
import { serverUrl } from "../../server.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Player } from "../../ui/player.tsx";
import { hlsCode, playerCode } from "../core/code/embed-code.ts";
import { CodeBlock, CopyButton } from "../parts/code-block.tsx";
import { type Publication, renew, revoke } from "../state/publishing.ts";

/** A stream that was published: its address, what plays it, and what ends it. */
export function Published({ stream, arrangement }: Publication) {
  const [watching, setWatching] = useState(false);
  const [ending, setEnding] = useState(false);
  const { url, playerUrl, downloadUrl, expiresAt, revoked, name } = stream;
  const aspect = arrangement.reframe?.aspect ?? null;
  const embed = { streamUrl: url, server: serverUrl, aspect };
  const drawn = arrangement.render === "player" && (aspect !== null || arrangement.overlays.length > 0);
  const live = () => {
    renew(stream).then(() => announce(`${name} lives on.`), report);
  };
  return (
    <section class="published" aria-label={`Published: ${name}`}>
      <header>
        <h2>{name}</h2>
        {revoked ? (
          <span class="tag bad">Revoked</span>
        ) : (
          <span class="tag good">Until {new Date(expiresAt).toLocaleString()}</span>
        )}
      </header>
      {!revoked && (
        <>
          <p class="address">
            <input type="text" readOnly aria-label="Address of the stream" value={url} />
            <CopyButton text={url} what="Address of the stream" />
          </p>
          <div class="links">
            <Button icon={watching ? "close" : "play"} onClick={() => setWatching(!watching)}>
              {watching ? "Close" : "Watch here"}
            </Button>
            <a class="button" href={playerUrl} target="_blank" rel="noreferrer">
              Player page
            </a>
            <a class="button" href={downloadUrl} target="_blank" rel="noreferrer">
              MP4
            </a>
          </div>
          {watching && <Player src={url} aspect={aspect ?? undefined} muted autoplay />}
          <CodeBlock title="Embed: the player" code={playerCode(embed)} />
          <CodeBlock title="Embed: hls.js" code={hlsCode(embed, drawn)} />
          <div class="actions">
            <Button onClick={live}>Renew</Button>
            <Button kind="danger" onClick={() => setEnding(true)}>
              Revoke
            </Button>
          </div>
        </>
      )}
      {ending && (
        <Confirm
          title="Revoke the stream?"
          text={`${name} stops playing at once, for everybody. Its address never works again.`}
          verb="Revoke"
          does={() => revoke(stream)}
          onClose={() => setEnding(false)}
        />
      )}
    </section>
  );
}
