import type { ChildProcess } from "node:child_process";
import { ANSWER_WITHIN, type Answer, type FromMember, type ToMember } from "./messages.ts";

/** Asks all members of a group what one of them wants to know. */
export interface Gatherer {
  /** Takes what a member says. @param reply to that member */
  hear(member: number, message: FromMember, reply: (message: ToMember) => void): void;
}

/** A question that members have yet to answer. */
interface Question {
  readonly waiting: Set<number>;
  readonly answers: Answer[];
  readonly end: () => void;
}

/** @param group as it is now. */
export function createGatherer(
  group: () => {
    readonly members: ReadonlyMap<number, Pick<ChildProcess, "connected" | "send">>;
    readonly wanted: number;
    readonly restarts: number;
  },
): Gatherer {
  const questions = new Map<number, Question>();
  let asked = 0;
  return {
    hear(member, message, reply) {
      if (message.type === "answer") {
        const question = questions.get(message.id);
        if (!question?.waiting.delete(member)) return;
        if (message.text !== null) question.answers.push({ process: member, text: message.text });
        if (question.waiting.size === 0) question.end();
      } else if (message.type === "gather") {
        const { members } = group();
        const connected = [...members].filter(([, child]) => child.connected);
        const id = ++asked;
        const late = setTimeout(() => end(), ANSWER_WITHIN);
        const answers: Answer[] = [];
        const end = (): void => {
          clearTimeout(late);
          questions.delete(id);
          const { wanted, restarts } = group();
          const sorted = answers.sort((one, other) => one.process - other.process);
          reply({ type: "gathered", id: message.id, gathered: { answers: sorted, wanted, restarts } });
        };
        questions.set(id, { waiting: new Set(connected.map(([number]) => number)), answers, end });
        for (const [, child] of connected)
          child.send({ type: "ask", id, what: message.what }, () => undefined);
      }
    },
  };
}
