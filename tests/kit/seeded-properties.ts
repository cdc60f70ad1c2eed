/** Set-up of every test file: properties draw from the seed of the run, which a failure names. */
import { configureGlobal } from "fast-check";
import { seedOfRun } from "./random.ts";

configureGlobal({ seed: seedOfRun() });
