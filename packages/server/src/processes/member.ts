import { ANSWER_WITHIN, type FromMember, type Gathered, MEMBER, type ToMember } from "./messages.ts";

/** The processes that serve one port together, as one of them sees them. */
export interface Peers {
  /** Number of this process, from 1. */
  readonly number: number;
  /** How many there are to be. */
  readonly count: number;
  /** Says what this process answers, at each time that one of them asks. */
  answer(what: string, read: () => Promise<string>): void;
  /** What all of them answer that run and answer in time, this one among them. @throws Error where nobody looks after them */
  gather(what: string): Promise<Gathered>;
}

/** This process as a member of a group: its peers, and the one that looks after it. */
export interface Member extends Peers {
  /** Tells that requests are taken. */
  listens(address: string): void;
  /**
   * Says how this process ends, once: at a SIGTERM of its own, or where nobody looks after it any more.
   * @param end settles when it has let its answers out
   */
  onEnd(end: () => Promise<void>): void;
}

/** This process as a member; undefined where it is none. */
export function joinGroup(): Member | undefined {
  const [, number, count] = /^(\d+)\/(\d+)$/.exec(process.env[MEMBER] ?? "") ?? [];
  if (number === undefined || count === undefined || !process.send) return undefined;
  return createMember(Number(number), Number(count));
}

function createMember(number: number, count: number): Member {
  const readers = new Map<string, () => Promise<string>>();
  const gathering = new Map<number, (gathered: Gathered) => void>();
  let gathers = 0;
  const send = (message: FromMember): void => {
    if (process.connected) process.send?.(message);
  };
  let end = async (): Promise<void> => process.exit(1);
  let ending = false;
  const endOnce = (): void => {
    if (ending) return;
    ending = true;
    // The channel would keep the process.
    void end().finally(() => process.connected && process.disconnect());
  };
  process.once("disconnect", endOnce);
  process.once("SIGTERM", endOnce);
  // A terminal's Ctrl-C reaches all: the one that looks after them says when to end.
  process.on("SIGINT", () => undefined);
  process.on("message", (message: ToMember) => {
    if (message.type === "gathered") return gathering.get(message.id)?.(message.gathered);
    const { id, what } = message;
    const reading = readers.get(what)?.() ?? Promise.resolve(null);
    reading.catch(() => null).then((text) => send({ type: "answer", id, text }));
  });
  return {
    number,
    count,
    listens: (address) => send({ type: "listens", address }),
    answer: (what, read) => void readers.set(what, read),
    gather(what) {
      const id = ++gathers;
      const { promise, resolve, reject } = Promise.withResolvers<Gathered>();
      const late = setTimeout(
        () => reject(new Error("The process that looks after the others does not answer.")),
        2 * ANSWER_WITHIN,
      );
      gathering.set(id, resolve);
      send({ type: "gather", id, what });
      return promise.finally(() => {
        clearTimeout(late);
        gathering.delete(id);
      });
    },
    onEnd(close) {
      end = close;
    },
  };
}
