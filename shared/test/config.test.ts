import fc from 'fast-check';
import { readConfiguration } from '#shared/config.ts';
import { type VariableName, variables } from '#shared/config-variables.ts';
import { ConfigurationError } from '#shared/errors.ts';

const twilio = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_WHATSAPP_FROM: 'whatsapp:+14155550100',
};

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfiguration(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message.split('\n');
  }
};

describe('the configuration', () => {
  it('needs no variable at all', () => {
    expect(readConfiguration({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir: '.data',
      databaseUrl: null,
      publicBaseUrl: null,
      webhookNetworks: [],
      ceilings: {
        messagesPerMinute: 1_000,
        modelUsdPerMonth: 500,
        tripsPerDay: 50_000,
        flightsPerDay: 20_000,
        storageMb: 100_000,
      },
      trustedProxies: [],
      linkSecret: null,
      mail: { smtpUrl: null, from: null },
      pushSecret: null,
      signIn: null,
      mostRetentionMonths: 36,
      logLevel: null,
      twilio: null,
      voiceNumbers: {},
      aeroApi: null,
      flightAlerts: null,
      aeroApiWebhookToken: null,
      operatorKeyHash: null,
      operatorUsers: [],
      languageModel: null,
      supabase: null,
      cells: [],
      aws: null,
    });
  });

  it('takes an empty variable as not set', () => {
    expect(readConfiguration({ PORT: '', TWILIO_ACCOUNT_SID: ' ', AEROAPI_KEY: '' })).toEqual(
      readConfiguration({}),
    );
  });

  it('reads complete credentials, with the channel prefix and trailing slashes taken off', () => {
    const configuration = readConfiguration({
      ...twilio,
      AEROAPI_KEY: 'k',
      PUBLIC_BASE_URL: 'https://travel.example.com/',
      LOG_LEVEL: 'debug',
    });
    expect(configuration.twilio).toEqual({
      accountSid: twilio.TWILIO_ACCOUNT_SID,
      authToken: 'token',
      authTokenSecondary: null,
      from: '+14155550100',
      baseUrl: null,
      others: [],
    });
    expect(configuration.aeroApi).toEqual({
      key: 'k',
      baseUrl: 'https://aeroapi.flightaware.com/aeroapi',
    });
    expect(configuration.publicBaseUrl).toBe('https://travel.example.com');
    expect(configuration.logLevel).toBe('DEBUG');
  });

  const ofAnAgency = (senders: readonly string[]) => ({ authToken: 'theirs', senders });
  const other = `AC${'2'.repeat(32)}`;
  const withAccounts = (accounts: object) => ({
    ...twilio,
    PUBLIC_BASE_URL: 'https://x.example',
    TWILIO_ACCOUNTS: JSON.stringify(accounts),
  });

  it('reads further accounts at Twilio with their senders', () => {
    expect(
      readConfiguration(withAccounts({ [other]: ofAnAgency(['+14155550101']) })).twilio?.others,
    ).toEqual([
      {
        accountSid: other,
        authToken: 'theirs',
        authTokenSecondary: null,
        senders: ['+14155550101'],
      },
    ]);
  });

  it.each([
    ['a sender of two accounts', { [other]: ofAnAgency(['+14155550101', '+14155550101']) }],
    ['the first account once more', { [twilio.TWILIO_ACCOUNT_SID]: ofAnAgency(['+14155550101']) }],
    ['the first account’s sender', { [other]: ofAnAgency(['+14155550100']) }],
    ['an account without a sender', { [other]: ofAnAgency([]) }],
  ])('takes no list of accounts with %s', (_, accounts) => {
    expect(problemsOf(withAccounts(accounts))).toEqual([
      expect.stringMatching(/^TWILIO_ACCOUNTS is malformed/),
    ]);
  });

  it('takes the users who operate, by their ids', () =>
    expect(
      readConfiguration({
        OPERATOR_USERS:
          '5f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10, 5f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b11',
      }).operatorUsers,
    ).toEqual(['5f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10', '5f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b11']));

  const malformed: Record<VariableName, string> = {
    PORT: '70000',
    HOST: 'not a host',
    DATA_DIR: '',
    DATABASE_URL: 'mysql://localhost/x',
    TRUSTED_PROXIES: '10.0.0.0/33',
    PLATFORM_MESSAGES_PER_MINUTE: '0',
    PLATFORM_MODEL_USD_PER_MONTH: '-1',
    PLATFORM_TRIPS_PER_DAY: '0',
    PLATFORM_FLIGHTS_PER_DAY: 'many',
    PLATFORM_STORAGE_MB: '1.5',
    PUBLIC_BASE_URL: 'travel.example.com',
    WEBHOOK_PRIVATE_NETWORKS: '10.0.0.0/33',
    TWILIO_VOICE_NUMBERS: '{"+14155550100": "none"}',
    LINK_SECRET: 'short',
    OPERATOR_KEY_HASH: 'the key itself',
    OPERATOR_USERS: 'olga@example.com',
    TWILIO_ACCOUNT_SID: 'SK123',
    TWILIO_AUTH_TOKEN: 'two words',
    TWILIO_AUTH_TOKEN_SECONDARY: 'two words',
    TWILIO_WHATSAPP_FROM: '15550100',
    TWILIO_BASE_URL: 'nowhere',
    TWILIO_ACCOUNTS: '{"AC1": "token"}',
    AEROAPI_KEY: 'two words',
    AEROAPI_BASE_URL: 'ftp://aero',
    AEROAPI_ALERTS: 'yes',
    AEROAPI_WEBHOOK_TOKEN: 'short',
    OPENAI_API_KEY: 'two words',
    OPENAI_BASE_URL: 'ftp://models',
    LLM_API: 'telepathy',
    LLM_MODEL: 'two words',
    LLM_REASONING: 'deep',
    LLM_EMBEDDING_MODEL: 'two words',
    LLM_TRANSCRIPTION_MODEL: 'two words',
    LLM_PRICES: '1,2',
    SMTP_URL: 'https://mail.example',
    MAIL_FROM: 'nobody at all',
    PUSH_SECRET: 'short',
    SIGN_IN_URL: 'nowhere',
    SIGN_IN_KEY: 'a key',
    SUPABASE_URL: 'supabase',
    SUPABASE_KEY: 'two words',
    SUPABASE_JWT_SECRET: 'short',
    CELLS: '{"south": {"agencies": []}}',
    SEALING_KEY_ID: 'two words',
    EVENT_BUS_NAME: 'two words',
    AGENT_QUEUES: '{"somebody": 1}',
    SCHEDULES: 'no json',
    SETTINGS_PARAMETERS: '',
    SETTINGS_SECRETS: '',
    RETRY_BASE_SECONDS: 'soon',
    RETENTION_MONTHS_MAX: '0',
    LOG_LEVEL: 'loud',
  };
  it.each(Object.entries(malformed).filter(([, value]) => value !== ''))(
    'names %s and its form when it is malformed, and does not show its value',
    (name, value) => {
      const problems = problemsOf({ [name]: value });
      expect(problems).toContain(
        `${name} is malformed: it should be ${variables[name as VariableName].form}`,
      );
      expect(problems.filter((p) => p.startsWith(`${name} is malformed`)).join()).not.toContain(
        ` ${value} `,
      );
    },
  );

  it.each([
    [
      { TWILIO_ACCOUNT_SID: twilio.TWILIO_ACCOUNT_SID },
      ['TWILIO_AUTH_TOKEN', 'TWILIO_WHATSAPP_FROM', 'PUBLIC_BASE_URL'],
    ],
    [twilio, ['PUBLIC_BASE_URL']],
    [{ TWILIO_WHATSAPP_FROM: '+14155550100' }, ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN']],
    [{ SUPABASE_URL: 'https://x.supabase.co' }, ['SUPABASE_KEY', 'SUPABASE_JWT_SECRET']],
    [{ AEROAPI_ALERTS: 'on', AEROAPI_KEY: 'k' }, ['AEROAPI_WEBHOOK_TOKEN', 'PUBLIC_BASE_URL']],
    [{ TWILIO_AUTH_TOKEN_SECONDARY: 't' }, ['TWILIO_AUTH_TOKEN']],
    [{ SMTP_URL: 'smtps://mail.example' }, ['MAIL_FROM']],
    [{ OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1' }, ['OPENAI_API_KEY']],
  ])('names what is missing when only %j is given', (env, expected) => {
    const missing = problemsOf(env).map((p) => p.split(' ')[0]);
    expect(new Set(missing)).toEqual(new Set(expected));
  });

  it('asks for no public URL where a stand-in of Twilio is on this network', () => {
    expect(problemsOf({ ...twilio, TWILIO_BASE_URL: 'http://127.0.0.1:4010' })).toEqual([]);
  });

  it('does not ask for a webhook token while alerts are off', () => {
    expect(problemsOf({ AEROAPI_ALERTS: 'off' })).toEqual([]);
    // The simulator pushes.
    expect(problemsOf({ AEROAPI_ALERTS: 'on' })).toEqual([]);
  });

  it('names all problems at once', () => {
    expect(
      problemsOf({ PORT: 'x', LOG_LEVEL: 'loud', TWILIO_AUTH_TOKEN: 't' }).map(
        (p) => p.split(' ')[0],
      ),
    ).toEqual(['PORT', 'LOG_LEVEL', 'TWILIO_ACCOUNT_SID', 'TWILIO_WHATSAPP_FROM']);
  });

  it('answers any environment with a configuration or a ConfigurationError, nothing else', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...(Object.keys(variables) as VariableName[])), fc.string()),
        (env) => {
          for (const problem of problemsOf(env))
            expect(problem).toMatch(/^[A-Z_]+ is (missing|malformed)/);
        },
      ),
    );
  });
});
