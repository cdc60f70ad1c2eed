/** What one process of a group tells of itself where another asks: its metrics, its health. */
export interface Answer {
  /** Number of the process in its group, from 1. */
  readonly process: number;
  readonly text: string;
}

/** What all processes of a group that run have answered. */
export interface Gathered {
  readonly answers: readonly Answer[];
  /** How many there are to be. */
  readonly wanted: number;
  /** How often one that had ended was started again. */
  readonly restarts: number;
}

/** What a member of a group tells the one that looks after it, over IPC. */
export type FromMember =
  | { readonly type: "listens"; readonly address: string }
  /** It wants to know what all say to `what`. */
  | { readonly type: "gather"; readonly id: number; readonly what: string }
  /** What it says itself; null: nothing. */
  | { readonly type: "answer"; readonly id: number; readonly text: string | null };

/** What the one that looks after a group tells a member. */
export type ToMember =
  | { readonly type: "ask"; readonly id: number; readonly what: string }
  | { readonly type: "gathered"; readonly id: number; readonly gathered: Gathered };

/** Milliseconds in which a process answers; one that is busier is left out. */
export const ANSWER_WITHIN = 5000;

/** Variable of the environment by which a process knows that it is a member: `2/4`, the second of four. */
export const MEMBER = "CUTSTREAM_MEMBER";
