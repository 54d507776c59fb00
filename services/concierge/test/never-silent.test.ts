import { aWorld, restOfQuestionMs } from './world.ts';

/** What was sent for a text, by itself: what was said before must not count. */
const sentFor = async (text: string): Promise<readonly string[]> => {
  const world = await aWorld();
  await world.write(text);
  await world.wait(restOfQuestionMs);
  return world.sentTexts();
};

describe('a message', () => {
  it.each([
    '?',
    '¿?',
    'ok?',
    'y después?',
    'y eso?',
    'what about it',
    'qué tiempo va a hacer en Copenhague?',
    'do I need to print anything?',
    'o que você sabe fazer?',
    'hay pileta climatizada?',
    'tem micro-ondas no quarto?',
    'can they do gluten free?',
    'フライトは何時ですか',
    'ゲートはどこですか？',
    '我的航班几点起飞',
    '登机口在哪里？',
    'когда мой рейс?',
    'متى رحلتي؟',
    'asdf qwer',
    'no puede ser',
  ])('that may ask is answered, or somebody is asked: "%s"', async (text) => {
    expect(await sentFor(text)).not.toEqual([]);
  });

  it.each(['ok', '👍', 'jajaja', '😂'])(
    'that asks for nothing may go without an answer: "%s"',
    async (text) => {
      expect(await sentFor(text)).toEqual([]);
    },
  );
});
