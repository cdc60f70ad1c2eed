import pg from "pg";

/** Milliseconds between two looks whether a session still lives, and that one may take. */
const BEAT = 10_000;
const BEAT_TIMEOUT = 5_000;
const CONNECT_TIMEOUT = 10_000;

/** Has the server notice within half a minute that this machine is gone, and take back what the session held. */
const KEEPALIVES = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

/** A connection of its own, whose state on the server is of use: what it listens to, and the locks that it holds. */
export interface Session {
  query(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

/**
 * Opens a session; it is looked after, so that it does not seem to live where the network is gone.
 * @param onEnd told once when it has ended, whoever ended it; nothing of its state is left then.
 * @param onNotice told of what it listens to
 */
export async function openSession(
  url: string,
  onEnd: () => void,
  onNotice: (payload: string) => void = () => undefined,
): Promise<Session> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "cutstream",
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
    ...(new URL(url).searchParams.has("options") ? {} : { options: KEEPALIVES }),
  });
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    clearInterval(beat);
    onEnd();
  };
  /** A connection takes one query after the other. */
  let before: Promise<unknown> = Promise.resolve();
  const query = async (text: string, values: readonly unknown[]) => {
    const answer = before.then(() => client.query(text, [...values]));
    before = answer.catch(() => undefined);
    return (await answer).rows as Record<string, unknown>[];
  };
  const beat = setInterval(() => {
    const late = setTimeout(() => client.connection.stream.destroy(), BEAT_TIMEOUT);
    query("select 1", [])
      .catch(() => undefined)
      .finally(() => clearTimeout(late));
  }, BEAT).unref();
  client.on("error", end);
  client.on("end", end);
  client.on("notification", ({ payload }) => onNotice(payload ?? ""));
  try {
    await client.connect();
  } catch (thrown) {
    clearInterval(beat);
    throw thrown;
  }
  return {
    query: (text, values = []) => query(text, values),
    async close() {
      clearInterval(beat);
      await before;
      if (!ended) await client.end();
    },
  };
}
