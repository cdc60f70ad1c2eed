import { serveCalls } from "../../threads/serve-calls.ts";
import { Eyes } from "./eyes.ts";
import type { LookRequest } from "./still.ts";

const eyes = new Eyes();

serveCalls({ look: async (request: LookRequest) => ({ result: await eyes.look(request) }) });
