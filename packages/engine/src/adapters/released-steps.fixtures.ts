import { hash } from "node:crypto";

/** A step of a migration, for short: one that was released stays as it is, since databases have been through it. */
export const stepHash = (step: string | readonly string[]): string =>
  hash("sha256", typeof step === "string" ? step : JSON.stringify(step)).slice(0, 12);

/** All steps on SQLite, by {@link stepHash}: one that is added is added here, and stays. */
export const SQLITE_RELEASED = {
  catalog: [
    "c4a9a205fcd7",
    "46d8b5855a20",
    "052e1522a477",
    "f66eae105a7c",
    "6aedd8702ede",
    "3fb596576a2f",
    "18f13533b229",
    "eab9c42ee8c7",
    "830374373675",
    "80f65bdde8df",
    "a108b752429e",
  ],
  moments: ["9488104a527f"],
  audience: ["c416968d5d6d"],
  events: ["443192106613", "655814702601"],
  usage: ["b8b2817b8f13"],
} as const;

/** All steps on PostgreSQL, by {@link stepHash}: one that is added is added here, and stays. */
export const POSTGRES_RELEASED = {
  catalog: [
    "8f2186aed4c4",
    "8e663e2d5b28",
    "ee5416d843d1",
    "d3cd55bdf682",
    "dfd7e0b50b38",
    "be7c32cc067e",
    "953205db76e8",
    "4fee90282ed7",
    "56f2fbb9ff53",
    "ca28e69fe221",
  ],
  moments: ["2a83bfb1e1f3"],
  audience: ["2017733baea1"],
  events: ["3eaa60cafd34", "58f12df3a755"],
  usage: ["8e649ebbb5f0"],
} as const;
