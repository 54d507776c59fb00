import type { ModelStep, ScriptedLanguageModel } from '#shared/testing/scripted-language-model.ts';
import { segmentsOf } from './segments.ts';
import { aWorld, restOfQuestionMs } from './world.ts';

/** The model answers so. */
export const answering = (value: unknown, calls: ModelStep['calls'] = []): ModelStep => ({
  purpose: 'concierge',
  calls,
  does: { kind: 'answer', value },
});
/** An answer of the model; `{name}` in it is a reference. */
export const sure = (answer: string) => ({
  intents: [],
  day: null,
  documents: [],
  segments: segmentsOf(answer),
  needs_person: false,
  confident: true,
});
/** The model says what is asked, in no words of its own. */
export const meaning = (intents: readonly string[], more: object = {}) => ({
  ...sure(''),
  intents,
  segments: [],
  ...more,
});
/** A world in which an open question was written, and the model has done all its steps. */
export const asking = async (
  model: ScriptedLanguageModel,
  text = '¿Hay algo lindo para hacer cerca?',
) => {
  const world = await aWorld({ model });
  const id = await world.write(text);
  await world.wait(restOfQuestionMs);
  model.done();
  return { world, id };
};
