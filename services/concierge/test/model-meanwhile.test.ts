import { hour, minute, plus } from '#shared/domain/instant.ts';
import type { KnowledgeEntry } from '#shared/domain/knowledge.ts';
import { ScriptedLanguageModel } from '#shared/testing/scripted-language-model.ts';
import { answering, meaning, sure } from './model-steps.ts';
import { aWorld, now, restOfQuestionMs } from './world.ts';

/** A question whose answer the model holds back until it is let go; `then`: what it does after. */
const stalling = async (then: ConstructorParameters<typeof ScriptedLanguageModel>[0] = []) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const model = new ScriptedLanguageModel([
    { purpose: 'concierge', does: { kind: 'stall', until: promise } },
    ...then,
  ]);
  const world = await aWorld({ model });
  const id = await world.write('¿Hay algo lindo para hacer cerca?');
  const waiting = world.wait(restOfQuestionMs);
  await model.asked();
  return {
    world,
    model,
    id,
    answer: async () => {
      resolve();
      await waiting;
      await world.deliver();
    },
  };
};

describe('a question that a model is being asked', () => {
  it('is one question of everything written meanwhile', async () => {
    const model = new ScriptedLanguageModel([answering(sure('Con calma y ropa cómoda.'))]);
    const world = await aWorld({ model });
    await world.write('¿Hay algo lindo para hacer?');
    await world.write('¿y con chicos?');
    await world.wait(restOfQuestionMs);
    model.done();
    expect(world.sentTexts()).toEqual(['Con calma y ropa cómoda.']);
    expect(JSON.stringify(model.requests[0]?.input)).toContain('con chicos');
  });

  it('does not keep a known one waiting, however long the model takes', async () => {
    const { world, answer } = await stalling();
    await world.write('puerta?');
    expect(world.sentTexts()).toHaveLength(1);
    expect(world.sentTexts()[0]).toContain('Puerta: *A13*');
    await answer();
    expect(world.sentTexts()).toHaveLength(2);
    expect(world.sentTexts()[1]).toContain('prefiero no inventarla');
  });

  it('is answered by what the agency says to one that means the same, and no model', async () => {
    const quote = 'Sí: hasta 8 kg, en su bolso y bajo el asiento.';
    const entry: KnowledgeEntry = {
      id: '00000000-0000-4000-8000-000000000001',
      question: '¿Se admiten animales de compañía a bordo?',
      answers: { es: quote },
      airline: null,
      destination: null,
      hotel: null,
    };
    const model = new ScriptedLanguageModel([]);
    const world = await aWorld({
      model,
      knowledge: {
        // Only by meaning: no word of the question is in the entry.
        knowledge: {
          search: async ({ embedding }) =>
            embedding === null ? [] : [{ entry, similarity: 0.95 }],
          withoutEmbedding: async () => [],
          putEmbeddings: async () => {},
        },
        embedder: { embed: async ({ texts }) => texts.map(() => [1, 0]) },
      },
    });
    await world.write('¿Puedo viajar con mi gata en brazos?');
    await world.wait(restOfQuestionMs);
    model.done();
    expect(world.sentTexts()).toEqual([quote]);
    expect(await world.tasks()).toEqual([]);
  });

  it('is not answered where a person took the conversation meanwhile', async () => {
    const { world, id, answer } = await stalling();
    await world.store.takeOver({
      agencyId: world.agency.id,
      conversationId: id,
      by: 'Lucía',
      now,
      until: plus(now, 12 * hour),
    });
    await world.deliver();
    await answer();
    expect(world.sentTexts()).toEqual([expect.stringContaining('se sumó')]);
    expect(await world.rules()).toContain('taken_over');
    expect(await world.tasks()).toEqual([]);
  });

  it('is not answered where the traveller opted out meanwhile', async () => {
    const { world, answer } = await stalling();
    await world.write('BAJA');
    await answer();
    expect(world.sentTexts()).toHaveLength(1);
    expect(await world.rules()).toContain('opted_out');
  });

  it('is asked anew with what is written long after, while nothing was heard of it', async () => {
    const { world, model, answer } = await stalling([answering(sure('Con calma y ropa cómoda.'))]);
    world.clock.set(plus(world.clock.now(), 2.5 * minute));
    await world.write('¿y con chicos?');
    const waiting = world.wait(restOfQuestionMs);
    await answer();
    await waiting;
    expect(world.sentTexts()).toEqual(['Con calma y ropa cómoda.']);
    expect(JSON.stringify(model.requests[1]?.input)).toMatch(/cerca.*con chicos/);
  });

  it('is asked anew with what was written meanwhile, and the first answer is dropped', async () => {
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const model = new ScriptedLanguageModel([
      { ...answering(sure('Con calma.')), after: first.promise },
      { ...answering(sure('Con calma y ropa cómoda.')), after: second.promise },
    ]);
    const world = await aWorld({ model });
    await world.write('¿Hay algo lindo para hacer cerca?');
    const waiting = world.wait(restOfQuestionMs);
    await model.asked();
    await world.write('¿y con chicos?');
    const waitingAgain = world.wait(restOfQuestionMs);
    await model.asked(2);
    first.resolve();
    await waiting;
    expect(world.sentTexts()).toEqual([]);
    second.resolve();
    await waitingAgain;
    model.done();
    expect(JSON.stringify(model.requests[1]?.input)).toMatch(/cerca.*con chicos/);
    expect(world.sentTexts()).toEqual(['Con calma y ropa cómoda.']);
    expect(await world.rules()).toContain('newer_question');
  });

  it('is not answered twice with what a newer answer has said', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const model = new ScriptedLanguageModel([
      { purpose: 'concierge', does: { kind: 'answer', value: meaning(['gate']) }, after: promise },
    ]);
    const world = await aWorld({ model });
    await world.write('che, ¿y el portón ese?');
    const waiting = world.wait(restOfQuestionMs);
    await model.asked();
    await world.write('puerta?');
    resolve();
    await waiting;
    await world.deliver();
    expect(world.sentTexts()).toHaveLength(1);
    expect(await world.rules()).toContain('answered_meanwhile');
  });

  it('is asked again after a crash before the commit, and answered once', async () => {
    const model = new ScriptedLanguageModel([
      answering(sure('Con calma y ropa cómoda.')),
      answering(sure('Con ropa cómoda y con calma.')),
    ]);
    const world = await aWorld({ model });
    await world.write('¿Hay algo lindo para hacer cerca?');
    world.crashOnce('ModelAnswerRequested');
    await world.wait(restOfQuestionMs);
    model.done();
    expect(world.sentTexts()).toEqual(['Con ropa cómoda y con calma.']);
  });

  it('goes to a person where it comes to the model too late', async () => {
    const model = new ScriptedLanguageModel([]);
    const world = await aWorld({ model });
    await world.write('¿Hay algo lindo para hacer cerca?');
    await world.fireTimers(restOfQuestionMs);
    world.clock.set(plus(world.clock.now(), hour));
    await world.deliver();
    model.done();
    expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason: 'too_late' }]);
  });

  it('goes to a person where nothing more is heard of it', async () => {
    const model = new ScriptedLanguageModel([]);
    const world = await aWorld({ model });
    await world.write('¿Hay algo lindo para hacer cerca?');
    await world.fireTimers(restOfQuestionMs);
    await world.fireTimers(4 * minute);
    expect(world.sentTexts()[0]).toContain('prefiero no inventarla');
    expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason: 'unheard' }]);
    await world.deliver();
    model.done();
    expect(world.sentTexts()).toHaveLength(1);
    expect(await world.rules()).toContain('question_gone');
  });
});
