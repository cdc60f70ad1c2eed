import { type Cutstream, connect } from "cutstream";
import { askForKey, currentKey } from "./key.ts";

/** Where the server is: the page's own folder, so that a proxy may serve it below a path. */
export const serverUrl = new URL(".", document.baseURI).href.replace(/\/$/, "");

/** The server. Where it wants an API key, the user is asked for one, and the call waits. */
export const cs: Cutstream = connect({ url: serverUrl, fetch: fetchWithKey });

async function fetchWithKey(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  for (;;) {
    const key = currentKey();
    const answer = await fetch(input, key === undefined ? init : withKey(init, key));
    if (answer.status !== 401) return answer;
    await askForKey(key, await reasonOf(answer), init.signal ?? undefined);
  }
}

function withKey(init: RequestInit, key: string): RequestInit {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${key}`);
  return { ...init, headers };
}

async function reasonOf(answer: Response): Promise<string> {
  const body = (await answer.json().catch(() => undefined)) as { error?: { message?: string } } | undefined;
  return body?.error?.message ?? "This server needs an API key.";
}
