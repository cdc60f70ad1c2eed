import type { CutstreamPlayer } from "@cutstream/player";

/** The script of this page, which says where the player is, and by which nonce it may bring styles. */
const script = document.querySelector<HTMLScriptElement>("script[data-player]");

let loading: Promise<() => CutstreamPlayer> | undefined;

/** Fetches the player's code, once. @returns what makes players. */
export function loadPlayer(): Promise<() => CutstreamPlayer> {
  loading ??= fetchPlayer();
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

async function fetchPlayer(): Promise<() => CutstreamPlayer> {
  await import(new URL(script?.dataset.player ?? "player.js", document.baseURI).href);
  return () => {
    const player = document.createElement("cutstream-player") as CutstreamPlayer;
    player.nonce = script?.nonce ?? "";
    return player;
  };
}
