import type { Stay } from '#shared/domain/stay.ts';
import type { LanguageModel, ModelFailureReason } from '#shared/ports/language-model.ts';
import { ItineraryDraft, problemsOf } from '../domain/draft.ts';
import { instructions, materialOf, type PlanMaterial, repairMessages } from '../domain/prompt.ts';

/** A plan is long and nobody waits for it: it gets twice the time of an answer. */
export const draftTimeoutMs = 30_000;
/** For the one repair of an answer that cannot be used. */
export const repairTimeoutMs = 20_000;
const maxTokensFor = (days: number): number => Math.min(12_000, 800 + days * 900);

/** The model's plan, or why there is none. */
export type DraftResult =
  | { readonly ok: true; readonly value: ItineraryDraft }
  | { readonly ok: false; readonly reason: ModelFailureReason };

/**
 * Asks the model for a plan; an answer that cannot be used is given back once, with what is wrong
 * with it (RULES §6).
 */
export const draftPlan = async (
  model: LanguageModel,
  agencyId: string,
  stay: Stay,
  material: PlanMaterial,
): Promise<DraftResult> => {
  const { frame, places } = material;
  const input = materialOf(stay, material);
  const request = {
    agencyId,
    instructions,
    schema: ItineraryDraft,
    maxOutputTokens: maxTokensFor(frame.dates.length),
  };
  const answer = await model.complete({
    ...request,
    purpose: 'itinerary',
    input,
    timeoutMs: draftTimeoutMs,
  });
  if (!answer.ok && !answer.error.invalid) return { ok: false, reason: answer.error.reason };
  const problems = answer.ok
    ? problemsOf(answer.value, frame, places)
    : [answer.error.invalid?.problem ?? ''];
  if (answer.ok && problems.length === 0) return { ok: true, value: answer.value };
  const output = answer.ok ? JSON.stringify(answer.value) : (answer.error.invalid?.output ?? '');
  const repaired = await model.complete({
    ...request,
    purpose: 'itinerary_repair',
    input: repairMessages(input, output, problems),
    timeoutMs: repairTimeoutMs,
  });
  if (!repaired.ok) return { ok: false, reason: repaired.error.reason };
  return problemsOf(repaired.value, frame, places).length === 0
    ? { ok: true, value: repaired.value }
    : { ok: false, reason: 'invalid' };
};
