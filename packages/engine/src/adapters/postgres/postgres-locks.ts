import type { HeldLock, Locks } from "../../seams/locks.ts";
import { asStorageError } from "./postgres-errors.ts";
import { openSession, type Session } from "./session.ts";

/** Apart from other advisory locks of the database. */
const SEED = 7_205_733;

/**
 * Locks of all nodes that share a database: advisory ones of one session for each process, so that the server takes
 * them back when the process dies. Sessions need a connection of their own: no pooler that hands one statement to
 * another connection than the next.
 */
export function openPostgresLocks(url: string): Locks {
  const held = new Map<string, AbortController>();
  let session: Promise<Session> | undefined;
  let closed = false;

  const lose = () => {
    session = undefined;
    for (const lost of held.values()) lost.abort(new Error("The connection to the database broke."));
    held.clear();
  };
  const connect = (): Promise<Session> => {
    if (closed) return Promise.reject(new Error("The locks are closed."));
    session ??= openSession(url, lose).catch((thrown) => {
      session = undefined;
      throw thrown;
    });
    return session;
  };

  const take = async (name: string): Promise<boolean> => {
    const [row] = await (await connect()).query(
      "select pg_try_advisory_lock(hashtextextended($1, $2)) as taken",
      [name, SEED],
    );
    return row?.taken === true;
  };
  const giveBack = async (name: string): Promise<void> => {
    await (await connect()).query("select pg_advisory_unlock(hashtextextended($1, $2))", [name, SEED]);
  };

  return {
    async tryTake(name): Promise<HeldLock | undefined> {
      // The session may have one lock twice, so that this process looks after itself.
      if (held.has(name)) return undefined;
      const lost = new AbortController();
      held.set(name, lost);
      try {
        const taken = await take(name);
        if (!taken || lost.signal.aborted) {
          if (held.get(name) === lost) held.delete(name);
          return undefined;
        }
      } catch (thrown) {
        if (held.get(name) === lost) held.delete(name);
        throw asStorageError(thrown, "of the locks");
      }
      return {
        lost: lost.signal,
        async isHeld() {
          const answers = async () => (await connect()).query("select 1");
          return (
            held.get(name) === lost &&
            (await answers().then(
              () => held.get(name) === lost,
              () => false,
            ))
          );
        },
        async release() {
          if (held.get(name) !== lost) return;
          // What breaks now gives it back as well.
          await giveBack(name).catch(() => undefined);
          if (held.get(name) === lost) held.delete(name);
        },
      };
    },

    async close() {
      closed = true;
      const open = await session?.catch(() => undefined);
      await open?.close();
      lose();
    },
  };
}
