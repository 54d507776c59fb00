import { aWorld, restOfQuestionMs } from './world.ts';

const answerTo = async (text: string) => {
  const world = await aWorld({ trip: { stay: 'Hotel Nimb' } });
  await world.write(text);
  await world.wait(restOfQuestionMs);
  return { text: world.sentTexts().join('\n'), tasks: await world.tasks() };
};

describe('what is asked', () => {
  it('is the lodging’s phone, where the lodging is to hear that they are late', async () => {
    const { text, tasks } = await answerTo('tenés el número del hotel? vamos a llegar tarde');
    expect(text).toContain('Hotel Nimb');
    expect(tasks.map(({ kind }) => kind)).not.toContain('handoff');
  });

  it('is help, where it is the flight that they are late for', async () => {
    const { tasks } = await answerTo('no llego al vuelo, hay un embotellamiento terrible');
    expect(tasks).toMatchObject([{ kind: 'handoff', severity: 'urgent' }]);
  });

  it('is no emergency for a remark of two words beside it', async () => {
    const { text } = await answerTo("does my son sit next to me? he's 8");
    expect(text).not.toContain('999');
  });

  it.each(['necesito ayuda urgente de una persona', 'preciso de ajuda de alguém'])(
    'is a person, where one is to help: "%s"',
    async (wish) => {
      const { tasks } = await answerTo(wish);
      expect(tasks).toMatchObject([{ kind: 'handoff', reason: 'asked' }]);
    },
  );

  it('is no condolence for whoever waits at the airport', async () => {
    const { text, tasks } = await answerTo('quando chega o voo? minha irmã vai esperar a gente');
    expect(text).toContain('Chegada');
    expect(tasks).toEqual([]);
  });

  it.each([
    'hay una farmacia cerca del hotel?',
    'where can we eat near the hotel?',
    'a pousada tem academia?',
    'vai chover na quinta?',
  ])('is passed on, where nothing on file answers it: "%s"', async (question) => {
    const { text, tasks } = await answerTo(question);
    expect(text).not.toContain('Nimb');
    expect(tasks).toMatchObject([{ kind: 'handoff', severity: 'normal' }]);
  });
});
