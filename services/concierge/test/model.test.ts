import { hour, plus } from '#shared/domain/instant.ts';
import type { ModelFailureReason } from '#shared/ports/language-model.ts';
import { type ModelStep, ScriptedLanguageModel } from '#shared/testing/scripted-language-model.ts';
import { aWorld, now, restOfQuestionMs } from './world.ts';

const answering = (value: unknown, calls: ModelStep['calls'] = []): ModelStep => ({
  purpose: 'concierge',
  calls,
  does: { kind: 'answer', value },
});
const sure = (answer: string) => ({ answer, needs_person: false, confident: true });
const asking = async (model: ScriptedLanguageModel, text = '¿Hay algo lindo para hacer cerca?') => {
  const world = await aWorld({ model });
  const id = await world.write(text);
  await world.wait(restOfQuestionMs);
  model.done();
  return { world, id };
};

describe('an open question with a model', () => {
  it('is answered by it, in WhatsApp’s formatting', async () => {
    const { world } = await asking(
      new ScriptedLanguageModel([
        answering(sure('## Sí\n**Nyhavn** es muy lindo para caminar.\n- canales\n- casas')),
      ]),
    );
    expect(world.sentTexts()).toEqual([
      '*Sí*\n*Nyhavn* es muy lindo para caminar.\n• canales\n• casas',
    ]);
    expect(await world.tasks()).toEqual([]);
  });

  it('goes to it without the traveller’s name or any number', async () => {
    const model = new ScriptedLanguageModel([answering(sure('Claro.'))]);
    await asking(
      model,
      'Soy Ana Ruiz, mi teléfono es 11 5555 0200 y mi DNI 30123456, ¿me conviene llevar abrigo?',
    );
    const prompt = JSON.stringify(
      model.requests.map(({ instructions, input }) => ({ instructions, input })),
    );
    expect(prompt).not.toMatch(/Ana|Ruiz|5555|30123456|91155550200/);
    expect(prompt).toContain('abrigo');
  });

  it('may use what a tool has answered', async () => {
    const { world } = await asking(
      new ScriptedLanguageModel([
        answering(sure('Tu vuelo sale 16:20 de la puerta A13.'), [
          { tool: 'flight_status', arguments: {} },
        ]),
      ]),
    );
    expect(world.sentTexts()).toEqual(['Tu vuelo sale 16:20 de la puerta A13.']);
  });

  it.each([
    'Tu vuelo sale a las 18:45.',
    'Andá a la puerta B7.',
    'Tu código de reserva es XK7P2Q.',
    'El taxi cuesta 300 DKK.',
    'It leaves at five pm from gate C.',
    'Escribí a ayuda@viajes.example',
  ])(
    'is withheld where the answer "%s" has facts of its own, and a person is asked',
    async (answer) => {
      const { world } = await asking(new ScriptedLanguageModel([answering(sure(answer))]));
      expect(world.sentTexts()).toHaveLength(1);
      expect(world.sentTexts()[0]).toContain('Viajes del Sur');
      expect(world.sentTexts()[0]).not.toContain(answer);
      expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason: 'ungrounded' }]);
    },
  );

  it.each<ModelFailureReason>(['unavailable', 'refused', 'invalid', 'truncated', 'budget'])(
    'ends honestly with a person where the model fails: %s',
    async (reason) => {
      const { world } = await asking(
        new ScriptedLanguageModel([{ purpose: 'concierge', does: { kind: 'fail', reason } }]),
      );
      expect(world.sentTexts()[0]).toContain('prefiero no inventarla');
      expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason }]);
    },
  );

  it.each([
    ['needs_person', { answer: '', needs_person: true, confident: true }],
    ['low_confidence', { answer: 'Creo que sí.', needs_person: false, confident: false }],
    ['invalid', { nonsense: true }],
  ])('goes to a person: %s', async (reason, value) => {
    const { world } = await asking(new ScriptedLanguageModel([answering(value)]));
    expect(world.sentTexts()[0]).toContain('Viajes del Sur');
    expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason }]);
  });

  it('gives the model tools that know one trip, whatever they are asked for', async () => {
    const calls = ['flight_status', 'itinerary', 'documents', 'places'].map((tool) => ({
      tool,
      arguments: {
        wanted: 'x',
        tripId: '00000000-0000-4000-8000-00000000dead',
        agencyId: '00000000-0000-4000-8000-00000000dddd',
      },
    }));
    const model = new ScriptedLanguageModel([answering(sure('Listo.'), calls)]);
    const world = await aWorld({ model });
    const other = {
      ...world.agency,
      id: '00000000-0000-4000-8000-00000000dddd',
      sender: '+12025559999',
    };
    await world.addAgency(other);
    await world.store.places.add(other.id, {
      name: 'Secreto',
      type: 'restaurant',
      city: 'Copenhagen',
      country: 'DK',
      address: '',
      lat: null,
      lng: null,
      rating: null,
      openingHours: null,
      tags: [],
      description: '',
    });
    await world.write('¿Qué hay de los otros viajes de la agencia, algo lindo?');
    await world.wait(restOfQuestionMs);
    model.done();
    const tools = model.requests[0]?.tools ?? [];
    expect(tools.map(({ name }) => name).sort()).toEqual([
      'documents',
      'flight_status',
      'itinerary',
      'places',
    ]);
    for (const tool of tools)
      expect(JSON.stringify(tool.parameters.shape)).not.toMatch(/trip|agency|phone/i);
    for (const tool of tools)
      expect(JSON.stringify(await tool.run({ wanted: 'x', agencyId: other.id }))).not.toContain(
        'Secreto',
      );
  });

  it('never shows the model a link, nor counts what stands in one as known', async () => {
    const model = new ScriptedLanguageModel([answering(sure('Tu código es KDWPQ.'))]);
    const world = await aWorld({
      model,
      itineraryLinks: { secret: 'a secret', publicBaseUrl: 'https://travel.example.com/kdwpq' },
    });
    await world.plan([{ date: '2027-03-03', items: [] }]);
    await world.write('itinerario');
    expect(world.sentTexts()[0]).toContain('/kdwpq/i/');
    await world.write('¿Hay algo lindo para hacer?');
    await world.wait(restOfQuestionMs);
    model.done();
    expect(JSON.stringify(model.requests[0]?.input)).toContain('[link]');
    expect(JSON.stringify(model.requests[0]?.input)).not.toContain('https://');
    expect(world.sentTexts()[1]).toContain('prefiero no inventarla');
  });

  it('is one question of everything written meanwhile', async () => {
    const model = new ScriptedLanguageModel([answering(sure('Sí, de todo.'))]);
    const world = await aWorld({ model });
    await world.write('¿Hay algo lindo para hacer?');
    await world.write('¿y con chicos?');
    await world.wait(restOfQuestionMs);
    model.done();
    expect(world.sentTexts()).toEqual(['Sí, de todo.']);
    expect(JSON.stringify(model.requests[0]?.input)).toContain('con chicos');
  });

  it('is not answered where a person took the conversation meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const model = new ScriptedLanguageModel([
      { purpose: 'concierge', does: { kind: 'stall', until: promise } },
    ]);
    const world = await aWorld({ model });
    const id = await world.write('¿Hay algo lindo para hacer cerca?');
    const waiting = world.wait(restOfQuestionMs);
    await world.store.takeOver({
      agencyId: world.agency.id,
      conversationId: id,
      by: 'Lucía',
      now,
      until: plus(now, 12 * hour),
    });
    await world.deliver();
    resolve();
    await waiting;
    expect(world.sentTexts()).toEqual([expect.stringContaining('se sumó')]);
  });

  it('is not asked known questions, opt-outs, or what somebody without a trip writes', async () => {
    const model = new ScriptedLanguageModel([]);
    const world = await aWorld({ model });
    for (const text of [
      'a qué hora sale mi vuelo?',
      'quiero hablar con una persona',
      'cancelar',
      'BAJA',
    ])
      await world.write(text);
    await world.wait(restOfQuestionMs);
    const nobody = await aWorld({ model, trip: null });
    await nobody.write('¿qué se puede hacer en Copenhague?');
    await nobody.wait(restOfQuestionMs);
    model.done();
    expect(model.requests).toEqual([]);
  });
});
