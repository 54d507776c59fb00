import { readEnvironment, rebuiltOnChange } from '../settings.ts';

const sourcesOf = (stored: Readonly<Record<string, unknown>>) => ({
  parameter: async (name: string) => stored[name],
  secret: async (name: string) => stored[name],
});
const env = {
  EVENT_BUS_NAME: 'bus',
  SETTINGS_PARAMETERS: '/bauhaus/test/language-model',
  SETTINGS_SECRETS: 'openai',
};

describe('the environment of a function', () => {
  it('is completed with what operators have set and with its credentials', async () => {
    const sources = sourcesOf({
      '/bauhaus/test/language-model': { LLM_MODEL: 'a-model' },
      openai: { OPENAI_API_KEY: 'a-key' },
    });
    expect(await readEnvironment(env, sources)).toEqual({
      ...env,
      LLM_MODEL: 'a-model',
      OPENAI_API_KEY: 'a-key',
    });
  });

  it('stays as it is where nothing is named', async () => {
    expect(await readEnvironment({ EVENT_BUS_NAME: 'bus' }, sourcesOf({}))).toEqual({
      EVENT_BUS_NAME: 'bus',
    });
  });

  it.each([
    ['anything but settings of operators', { TWILIO_BASE_URL: 'https://elsewhere.example' }],
    ['values that are no strings', { LLM_MODEL: 1 }],
    ['no object', 'a-model'],
  ])('does not take a parameter with %s, and says whose fault it is', async (_, value) => {
    await expect(
      readEnvironment(env, sourcesOf({ '/bauhaus/test/language-model': value, openai: {} })),
    ).rejects.toThrow('/bauhaus/test/language-model');
  });

  it('does not show a secret that is malformed', async () => {
    const reading = readEnvironment(
      env,
      sourcesOf({ '/bauhaus/test/language-model': {}, openai: { OPENAI_API_KEY: ['hush'] } }),
    );
    await expect(reading).rejects.toThrow(/^openai should be(?!.*hush)/);
  });
});

it('builds something anew when the environment has changed, and not before', async () => {
  let model = 'one';
  const built: string[] = [];
  const current = rebuiltOnChange(
    async () => ({ LLM_MODEL: model }),
    ({ LLM_MODEL = '' }) => {
      built.push(LLM_MODEL);
      return LLM_MODEL;
    },
  );
  expect([await current(), await current()]).toEqual(['one', 'one']);
  model = 'two';
  expect(await current()).toBe('two');
  expect(built).toEqual(['one', 'two']);
});
