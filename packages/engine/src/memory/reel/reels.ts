import type { ReelPromptRequest, ReelService, ReelView } from "../../api/reels.ts";
import { CutstreamError } from "../../errors.ts";
import { checkDuration, choose, nothingFound, publishChosen, type ReelParts } from "./assemble.ts";
import { type Candidate, joinHits, overlap } from "./candidates.ts";
import { type Gathered, gather, type ReelScope } from "./gather.ts";
import { planByModel } from "./model-plan.ts";
import { episodeOrder } from "./order.ts";
import type { ReelPlan } from "./plan.ts";
import { readPrompt } from "./read-prompt.ts";
import { createRecap } from "./recap.ts";
import { viewQuery } from "./show.ts";

/** Seconds that a reel lasts where nobody says. */
const USUAL_DURATION = 60;
const LONGEST_PROMPT = 1000;

/** Opens what puts streams together by what is asked for. */
export function createReels(parts: ReelParts): ReelService {
  return {
    fromPrompt: (request) => fromPrompt(request, parts),
    recap: createRecap(parts),
  };
}

async function fromPrompt(request: ReelPromptRequest, parts: ReelParts): Promise<ReelView> {
  const prompt = checkPrompt(request.prompt);
  const scope = scopeOf(request);
  const { plan, by, gathered, warnings } = await planAndGather(prompt, scope, parts);
  const duration = checkDuration(request.duration ?? plan.duration ?? USUAL_DURATION);
  const candidates = joinHits(gathered.hits).filter(
    (candidate) => !gathered.excluded.some((moment) => overlap(candidate, frames(moment))),
  );
  if (candidates.length === 0) throw nothingFound(plan.understood.join(", "));
  const order = episodeOrder(candidates);
  const chosen = choose(candidates, plan.choose, duration, order);
  const { stream, moments } = await publishChosen(chosen, duration, { name: prompt, ...request }, parts);
  return {
    stream,
    plan: {
      by,
      understood: plan.understood,
      duration,
      choose: plan.choose,
      queries: plan.queries.map((query, n) => viewQuery(query, gathered.counts[n] ?? 0)),
    },
    moments,
    warnings: [...warnings, ...plan.warnings, ...gathered.warnings],
  };
}

/** The plan that found something: the model's, the rules', or what those fall back on. */
async function planAndGather(prompt: string, scope: ReelScope, { retrieve, chat }: ReelParts) {
  const warnings: string[] = [];
  const find = async (plan: ReelPlan): Promise<Gathered> => {
    const { until } = plan;
    return gather(plan.queries, until === undefined ? scope : { ...scope, time: { to: until } }, retrieve);
  };
  if (chat) {
    const planned = await planByModel(prompt, chat);
    const gathered = planned.plan && (await find(planned.plan));
    if (planned.plan && gathered && gathered.hits.length > 0) {
      return { plan: planned.plan, by: "model", gathered, warnings } as const;
    }
    const reason = planned.failure ?? "what it looked for is not there";
    warnings.push(`Planned by rules, not by ${chat.model}: ${reason}`);
  }
  const plan = readPrompt(prompt);
  const gathered = await find(plan);
  if (gathered.hits.length > 0 || plan.fallback.length === 0)
    return { plan, by: "rules", gathered, warnings } as const;
  const exclusions = plan.queries.filter(({ excludes }) => excludes);
  const fallback: ReelPlan = { ...plan, queries: [...plan.fallback, ...exclusions], choose: "spread" };
  const sought = plan.queries.filter(({ excludes }) => !excludes).map(({ purpose }) => purpose);
  warnings.push(`There are no ${sought.join(" and no ")}: some of everything instead.`);
  return { plan: fallback, by: "rules", gathered: await find(fallback), warnings } as const;
}

function checkPrompt(prompt: string): string {
  const text = prompt.trim();
  if (text.length > 0 && text.length <= LONGEST_PROMPT) return text;
  const message = `prompt has ${text.length} characters; it must have 1 to ${LONGEST_PROMPT}.`;
  throw new CutstreamError("invalid_request", message, { path: "prompt" });
}

function scopeOf({ video, collection }: ReelPromptRequest): ReelScope {
  if (video !== undefined && collection === undefined) return { videos: [video] };
  if (collection !== undefined && video === undefined) return { collection };
  throw new CutstreamError("invalid_request", "Either video or collection must be given.", { path: "video" });
}

function frames({
  video,
  startFrame,
  endFrame,
}: {
  video: string;
  startFrame: number;
  endFrame: number;
}): Candidate {
  return { video, from: startFrame, to: endFrame, frame: 1, worth: 0, hits: [] };
}
