import type { Place } from '#shared/domain/place.ts';
import type { TripContext } from '#shared/ports/actor-store.ts';
import type { LanguageModel, ModelFailureReason } from '#shared/ports/language-model.ts';
import { ItineraryDraft, problemsOf } from '../domain/draft.ts';
import type { Frame } from '../domain/frame.ts';
import { instructions, materialOf, repairOf } from '../domain/prompt.ts';

/** Nobody waits for a plan, and it is long: it gets twice the time of an answer. */
const draftTimeoutMs = 30_000;
const repairTimeoutMs = 20_000;
const tokensFor = (days: number): number => Math.min(12_000, 800 + days * 900);

/** What became of asking the model for a plan. */
export type Drafted =
  | { readonly ok: true; readonly value: ItineraryDraft }
  | { readonly ok: false; readonly reason: ModelFailureReason };

/** Asks the model for a plan; an answer that cannot be used is given back once, with what is wrong with it (RULES §6). */
export const draftPlan = async (
  model: LanguageModel,
  context: TripContext,
  frame: Frame,
  places: readonly Place[],
): Promise<Drafted> => {
  const input = materialOf(context, frame, places);
  const shared = {
    agencyId: context.trip.agencyId,
    instructions,
    schema: ItineraryDraft,
    maxOutputTokens: tokensFor(frame.dates.length),
  };
  const first = await model.complete({
    ...shared,
    purpose: 'itinerary',
    input,
    timeoutMs: draftTimeoutMs,
  });
  if (!first.ok && !first.error.invalid) return { ok: false, reason: first.error.reason };
  const problems = first.ok ? problemsOf(first.value, frame) : [first.error.invalid?.problem ?? ''];
  if (first.ok && problems.length === 0) return { ok: true, value: first.value };
  const output = first.ok ? JSON.stringify(first.value) : (first.error.invalid?.output ?? '');
  const second = await model.complete({
    ...shared,
    purpose: 'itinerary_repair',
    input: repairOf(input, output, problems),
    timeoutMs: repairTimeoutMs,
  });
  if (!second.ok) return { ok: false, reason: second.error.reason };
  return problemsOf(second.value, frame).length === 0
    ? { ok: true, value: second.value }
    : { ok: false, reason: 'invalid' };
};
