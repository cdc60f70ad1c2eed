import { randomUUID } from "node:crypto";
import type { Notices } from "../../seams/notices.ts";
import { openSession, type Session } from "./session.ts";

const CHANNEL = "cutstream_notices";

/** Milliseconds until a connection that broke is made anew. */
const RECONNECT = 1000;

/** A notice on its way: the node that sends it, its topic and its text. */
type Message = readonly [from: string, topic: string, text: string];

/** Notices between nodes that share a database: `LISTEN` and `NOTIFY` over a session of their own. */
export function openPostgresNotices(url: string): Notices {
  const node = randomUUID();
  const listeners = new Map<string, Set<(text: string) => void>>();
  const gaps = new Set<() => void>();
  let session: Session | undefined;
  let connecting: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const receive = (payload: string): void => {
    const [from, topic, text] = JSON.parse(payload) as Message;
    if (from === node) return;
    for (const hear of listeners.get(topic) ?? []) hear(text);
  };

  const connect = async (): Promise<void> => {
    try {
      const opened = await openSession(url, again, receive);
      if (closed) return await opened.close();
      await opened.query(`listen ${CHANNEL}`);
      session = opened;
      for (const hear of gaps) hear();
    } catch {
      again();
    }
  };
  /** What is told meanwhile is lost, and those who hear are told so. */
  function again(): void {
    session = undefined;
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      connecting = connect();
    }, RECONNECT).unref();
  }
  connecting = connect();

  const addTo = <T>(set: Set<T>, one: T): (() => void) => {
    set.add(one);
    return () => void set.delete(one);
  };
  return {
    alone: false,
    send(topic, text) {
      const message: Message = [node, topic, text];
      session?.query("select pg_notify($1, $2)", [CHANNEL, JSON.stringify(message)]).catch(() => undefined);
    },
    on(topic, hear) {
      const all = listeners.get(topic) ?? new Set();
      listeners.set(topic, all);
      return addTo(all, hear);
    },
    onGap: (hear) => addTo(gaps, hear),
    async close() {
      closed = true;
      clearTimeout(timer);
      await connecting;
      await session?.close();
    },
  };
}
