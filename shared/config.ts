import { z } from 'zod';
import { ConfigurationError } from './errors.ts';

/** What a person needs to know about one variable; the README's table is made from this. */
export interface VariableInfo {
  /** What the value should look like, in words that fit after "should be". */
  readonly form: string;
  readonly purpose: string;
  /** What holds where it is not set, in words. */
  readonly unset: string;
  readonly secret?: true;
}

const url = (...schemes: readonly string[]) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)));
/** Base URLs lose their trailing slash, so that paths can be appended. */
const baseUrl = url('https', 'http').transform((text) => text.replace(/\/+$/, ''));
const key = z.string().regex(/^\S+$/);
/** A variable that holds JSON. */
const json = <S extends z.ZodType>(schema: S) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('not JSON');
        return z.NEVER;
      }
    })
    .pipe(schema);
const agentQueues = json(
  z.partialRecord(
    z.enum(['flight-tracker', 'notifications', 'itinerary', 'concierge', 'api', 'sweeper']),
    z.object({ url: z.string(), arn: z.string() }),
  ),
);
const schedules = json(
  z.object({ group: z.string(), roleArn: z.string(), deadLettersArn: z.string() }),
);
const variable = <S extends z.ZodType<unknown, string>>(schema: S, info: VariableInfo) => ({
  schema,
  ...info,
});

/** Every variable the process reads: nothing else in the code looks at the environment. */
export const variables = {
  PORT: variable(
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.int().max(65_535)),
    {
      form: 'a port number from 0 to 65535, such as 3000 (0: any free one)',
      purpose: 'Where the API, the webhooks and the phone page listen.',
      unset: '3000',
    },
  ),
  HOST: variable(z.string().regex(/^[A-Za-z0-9.:-]+$/), {
    form: 'an address or a name of this machine, such as 127.0.0.1 or 0.0.0.0',
    purpose:
      'Which network address the server binds; others than 127.0.0.1 open it to the network.',
    unset: '127.0.0.1',
  }),
  DATA_DIR: variable(z.string().min(1), {
    form: 'a folder that can be written',
    purpose:
      'Where the embedded Postgres, documents, the secret of links and the demo agency’s ' +
      'key are kept.',
    unset: '.data',
  }),
  DATABASE_URL: variable(url('postgres', 'postgresql'), {
    form: 'a Postgres URL such as postgres://user:password@localhost:5432/bauhaus',
    purpose:
      'A Postgres 15 or later of your own instead of the embedded one; its user must be ' +
      'allowed to create roles.',
    unset: 'the embedded Postgres',
    secret: true,
  }),
  PUBLIC_BASE_URL: variable(baseUrl, {
    form:
      'the URL under which the internet reaches this server, such as ' +
      'https://travel.example.com',
    purpose:
      'Status callbacks and pushed alerts are sent there, and webhook signatures are ' +
      'checked against it.',
    unset: 'the local address',
  }),
  LINK_SECRET: variable(z.string().regex(/^\S{32,}$/), {
    form: 'at least 32 characters, without spaces',
    purpose:
      'Signs the links to itineraries and documents that travellers open. Machines that ' +
      'share a database (DATABASE_URL) need the same one.',
    unset: 'one made once and kept in DATA_DIR; on AWS it is a secret of the deployment',
    secret: true,
  }),
  TWILIO_ACCOUNT_SID: variable(z.string().regex(/^AC[0-9a-fA-F]{32}$/), {
    form: 'AC and 32 hexadecimal digits',
    purpose: 'The Twilio account that sends WhatsApp messages.',
    unset: 'the phone simulator',
  }),
  TWILIO_AUTH_TOKEN: variable(key, {
    form: 'the auth token of the account, without spaces',
    purpose: 'Signs requests to Twilio, and checks the signature of its webhooks.',
    unset: 'the phone simulator',
    secret: true,
  }),
  TWILIO_AUTH_TOKEN_SECONDARY: variable(key, {
    form: 'the secondary auth token of the account, without spaces',
    purpose: 'Accepted in webhook signatures as well, while tokens are rotated.',
    unset: 'only the primary token is accepted',
    secret: true,
  }),
  TWILIO_WHATSAPP_FROM: variable(
    z
      .string()
      .transform((text) => text.replace(/^whatsapp:/, ''))
      .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/)),
    {
      form: 'a WhatsApp sender in E.164, such as +14155550100',
      purpose: 'The sender of agencies that have no number of their own.',
      unset: 'the phone simulator',
    },
  ),
  TWILIO_BASE_URL: variable(baseUrl, {
    form: 'an http(s) URL; for tests only',
    purpose: 'Sends requests meant for Twilio somewhere else.',
    unset: 'Twilio itself',
  }),
  AEROAPI_KEY: variable(key, {
    form: 'a FlightAware AeroAPI key, without spaces',
    purpose: 'Looks flights up in AeroAPI.',
    unset: 'the flight simulator',
    secret: true,
  }),
  AEROAPI_BASE_URL: variable(baseUrl, {
    form: 'an http(s) URL',
    purpose: 'Where AeroAPI is.',
    unset: 'https://aeroapi.flightaware.com/aeroapi',
  }),
  AEROAPI_ALERTS: variable(
    z.enum(['on', 'off']).transform((text) => text === 'on'),
    {
      form: '"on" or "off"',
      purpose:
        'Asks AeroAPI, where the plan includes alerts, or the flight simulator to push changes.',
      unset: 'off',
    },
  ),
  AEROAPI_WEBHOOK_TOKEN: variable(z.string().regex(/^[A-Za-z0-9_-]{16,}$/), {
    form: 'at least 16 letters, digits, - or _',
    purpose: 'The secret last part of the URL that AeroAPI pushes to.',
    unset: 'pushed alerts are refused',
    secret: true,
  }),
  OPENAI_API_KEY: variable(key, {
    form: 'a key of OpenAI or of a compatible server, without spaces',
    purpose: 'Asks a language model: better itineraries and answers to open questions.',
    unset: 'itineraries of the agency’s places alone, and open questions go to a person',
    secret: true,
  }),
  OPENAI_BASE_URL: variable(baseUrl, {
    form: 'an http(s) URL such as http://localhost:8000/v1',
    purpose: 'A server that speaks OpenAI’s API.',
    unset: 'https://api.openai.com/v1',
  }),
  LLM_API: variable(z.enum(['responses', 'chat']), {
    form: '"responses" or "chat"',
    purpose:
      'Which part of that API is spoken: the Responses API, or chat completions, which ' +
      'every compatible server has.',
    unset: 'responses',
  }),
  LLM_MODEL: variable(key, {
    form: 'the name of a model, as the server calls it',
    purpose: 'The language model.',
    unset: 'gpt-4.1-mini',
  }),
  LLM_REASONING: variable(z.enum(['none', 'minimal', 'low', 'medium', 'high']), {
    form: 'one of none, minimal, low, medium, high',
    purpose: 'For models that reason: how much.',
    unset: 'requests do not speak of it',
  }),
  LLM_EMBEDDING_MODEL: variable(key, {
    form: 'the name of a model with embeddings of 1536 numbers',
    purpose: 'Finds places by meaning, where the database has pgvector.',
    unset: 'text-embedding-3-small',
  }),
  LLM_TRANSCRIPTION_MODEL: variable(key, {
    form: 'the name of a model that listens',
    purpose: 'Writes voice notes down.',
    unset: 'gpt-4o-mini-transcribe',
  }),
  LLM_PRICES: variable(
    z
      .string()
      .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?){2}$/)
      .transform((text) => {
        const [input = 0, cachedInput = 0, output = 0] = text.split(',').map(Number);
        return { input, cachedInput, output };
      }),
    {
      form:
        'three numbers separated by commas: US dollars for a million tokens of input, ' +
        'cached input and output, such as 0.40,0.10,1.60',
      purpose: 'What the model costs, for the agencies’ monthly budgets.',
      unset: '0.40,0.10,1.60',
    },
  ),
  SUPABASE_URL: variable(baseUrl, {
    form: 'the project’s URL, such as https://abcdefgh.supabase.co',
    purpose: 'The data API of the deployed system; one machine does not need it.',
    unset: 'Postgres directly',
  }),
  SUPABASE_KEY: variable(key, {
    form: 'the project’s publishable key, without spaces',
    purpose: 'Names the project to the data API.',
    unset: 'Postgres directly',
  }),
  SUPABASE_JWT_SECRET: variable(z.string().min(32), {
    form: 'the project’s JWT secret, at least 32 characters',
    purpose: 'Signs the short-lived tokens under which each turn runs.',
    unset: 'Postgres directly',
    secret: true,
  }),
  EVENT_BUS_NAME: variable(key, {
    form: 'the name of an EventBridge bus',
    purpose: 'On AWS: the bus that carries events.',
    unset: 'the job queue of one machine',
  }),
  AGENT_QUEUES: variable(agentQueues, {
    form:
      'a JSON object of queue addresses by agent, {"notifications": {"url": "https://…", ' +
      '"arn": "arn:…"}}',
    purpose: 'On AWS: the queues of the agents.',
    unset: 'the job queue of one machine',
  }),
  SCHEDULES: variable(schedules, {
    form: 'a JSON object {"group": "…", "roleArn": "arn:…", "deadLettersArn": "arn:…"}',
    purpose: 'On AWS: where the schedules of timers are made.',
    unset: 'the job queue of one machine',
  }),
  SETTINGS_PARAMETERS: variable(z.string(), {
    form: 'names of parameters, separated by commas, each a JSON object of variables of this table',
    purpose: 'On AWS: the parameters by which operators change settings while everything runs.',
    unset: 'nothing is added to the environment',
  }),
  SETTINGS_SECRETS: variable(z.string(), {
    form: 'names of secrets, separated by commas, each a JSON object of variables of this table',
    purpose: 'On AWS: the secrets that complete the environment.',
    unset: 'nothing is added to the environment',
  }),
  RETRY_BASE_SECONDS: variable(
    z
      .string()
      .regex(/^\d{1,3}$/)
      .transform(Number),
    {
      form: 'a whole number of seconds',
      purpose:
        'On AWS: pause before an event whose turn failed is delivered again; doubled at ' +
        'each failure.',
      unset: '5',
    },
  ),
  LOG_LEVEL: variable(
    z
      .string()
      .toUpperCase()
      .pipe(z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'])),
    {
      form: 'one of DEBUG, INFO, WARN, ERROR, SILENT',
      purpose: 'What is logged.',
      unset: 'WARN on one machine, INFO when deployed',
    },
  ),
} as const;

type Variables = typeof variables;
/** Name of a variable that the process reads. */
export type VariableName = keyof Variables;
type Values = { readonly [N in VariableName]: z.output<Variables[N]['schema']> | undefined };

/** Variables that make sense only together. */
const together: readonly (readonly VariableName[])[] = [
  ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_WHATSAPP_FROM'],
  ['SUPABASE_URL', 'SUPABASE_KEY', 'SUPABASE_JWT_SECRET'],
  ['EVENT_BUS_NAME', 'AGENT_QUEUES'],
];
/** Variables that need others to have an effect: [this one, needs these]. */
const needs: readonly (readonly [VariableName, readonly VariableName[]])[] = [
  ['TWILIO_AUTH_TOKEN_SECONDARY', ['TWILIO_AUTH_TOKEN']],
  ['TWILIO_BASE_URL', ['TWILIO_ACCOUNT_SID']],
  ['OPENAI_BASE_URL', ['OPENAI_API_KEY']],
  ['SCHEDULES', ['AGENT_QUEUES']],
];

/** The language model, where there is one. */
export interface LanguageModelConfiguration {
  readonly apiKey: string;
  readonly baseUrl: string | null;
  readonly api: 'responses' | 'chat';
  readonly model: string;
  readonly reasoningEffort: 'none' | 'minimal' | 'low' | 'medium' | 'high' | null;
  readonly embeddingModel: string;
  readonly transcriptionModel: string;
  /** US dollars for a million tokens. */
  readonly prices: {
    readonly input: number;
    readonly cachedInput: number;
    readonly output: number;
  };
}

/**
 * The process's configuration, checked; null means that the simulator, or the embedded server,
 * stands in.
 */
export interface Configuration {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly publicBaseUrl: string | null;
  readonly linkSecret: string | null;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'SILENT' | null;
  readonly twilio: {
    readonly accountSid: string;
    readonly authToken: string;
    readonly authTokenSecondary: string | null;
    readonly from: string;
    readonly baseUrl: string | null;
  } | null;
  readonly aeroApi: { readonly key: string; readonly baseUrl: string } | null;
  /** Changes of flights are to be pushed. */
  readonly flightAlerts: boolean;
  readonly aeroApiWebhookToken: string | null;
  readonly languageModel: LanguageModelConfiguration | null;
  readonly supabase: {
    readonly url: string;
    readonly key: string;
    readonly jwtSecret: string;
  } | null;
  /** Null: one machine. */
  readonly aws: AwsConfiguration | null;
}

/** How a deployment on AWS carries events and fires timers. */
export interface AwsConfiguration {
  readonly eventBusName: string;
  readonly agentQueues: z.output<typeof agentQueues>;
  /** Null: this process sets no timers. */
  readonly schedules: z.output<typeof schedules> | null;
  readonly retryBaseSeconds: number;
}

type Environment = Readonly<Record<string, string | undefined>>;
const names = Object.keys(variables) as VariableName[];
const isSet = (env: Environment, name: VariableName): boolean => (env[name] ?? '').trim() !== '';
const shouldBe = (name: VariableName): string => `should be ${variables[name].form}`;

const read = <N extends VariableName>(env: Environment, name: N, problems: string[]): Values[N] => {
  if (!isSet(env, name)) return undefined;
  const parsed = variables[name].schema.safeParse(env[name]?.trim());
  // The value itself is not shown: it may be a secret with a typing error.
  if (!parsed.success) problems.push(`${name} is malformed: it ${shouldBe(name)}`);
  return parsed.success ? (parsed.data as Values[N]) : undefined; // the schema of N makes the value of N
};

/**
 * Reads the configuration from an environment; an empty variable counts as not set.
 * @throws ConfigurationError that names every variable that is missing or malformed, and what it
 * should look like.
 */
export const readConfiguration = (env: Environment): Configuration => {
  const problems: string[] = [];
  const get = <N extends VariableName>(name: N) => read(env, name, problems);
  const values = Object.fromEntries(names.map((name) => [name, get(name)])) as Values;
  const missing = (name: VariableName, because: string) => {
    if (!isSet(env, name)) problems.push(`${name} is missing (${because}): it ${shouldBe(name)}`);
  };
  for (const group of together) {
    const given = group.find((name) => isSet(env, name));
    if (given) for (const name of group) missing(name, `${given} is set`);
  }
  for (const [name, others] of needs) {
    if (isSet(env, name)) for (const other of others) missing(other, `${name} is set`);
  }
  // The simulator pushes over this machine, to a token of its own.
  if (values.AEROAPI_ALERTS === true && isSet(env, 'AEROAPI_KEY'))
    for (const other of ['AEROAPI_WEBHOOK_TOKEN', 'PUBLIC_BASE_URL'] as const)
      missing(other, 'AEROAPI_ALERTS is set');
  // Twilio refuses a message whose status callback it could not reach.
  if (isSet(env, 'TWILIO_ACCOUNT_SID') && !isSet(env, 'TWILIO_BASE_URL'))
    missing('PUBLIC_BASE_URL', 'Twilio reports delivery and answers to it');
  if (problems.length > 0) throw new ConfigurationError([...new Set(problems)].join('\n'));
  const {
    TWILIO_ACCOUNT_SID,
    TWILIO_AUTH_TOKEN,
    TWILIO_WHATSAPP_FROM,
    AEROAPI_KEY,
    SUPABASE_URL,
    SUPABASE_KEY,
    SUPABASE_JWT_SECRET,
  } = values;
  return {
    port: values.PORT ?? 3000,
    host: values.HOST ?? '127.0.0.1',
    dataDir: values.DATA_DIR ?? '.data',
    databaseUrl: values.DATABASE_URL ?? null,
    publicBaseUrl: values.PUBLIC_BASE_URL ?? null,
    linkSecret: values.LINK_SECRET ?? null,
    logLevel: values.LOG_LEVEL ?? null,
    twilio:
      TWILIO_ACCOUNT_SID && TWILIO_AUTH_TOKEN && TWILIO_WHATSAPP_FROM
        ? {
            accountSid: TWILIO_ACCOUNT_SID,
            authToken: TWILIO_AUTH_TOKEN,
            authTokenSecondary: values.TWILIO_AUTH_TOKEN_SECONDARY ?? null,
            from: TWILIO_WHATSAPP_FROM,
            baseUrl: values.TWILIO_BASE_URL ?? null,
          }
        : null,
    aeroApi: AEROAPI_KEY
      ? {
          key: AEROAPI_KEY,
          baseUrl: values.AEROAPI_BASE_URL ?? 'https://aeroapi.flightaware.com/aeroapi',
        }
      : null,
    flightAlerts: values.AEROAPI_ALERTS ?? false,
    aeroApiWebhookToken: values.AEROAPI_WEBHOOK_TOKEN ?? null,
    languageModel: values.OPENAI_API_KEY
      ? {
          apiKey: values.OPENAI_API_KEY,
          baseUrl: values.OPENAI_BASE_URL ?? null,
          api: values.LLM_API ?? 'responses',
          model: values.LLM_MODEL ?? 'gpt-4.1-mini',
          reasoningEffort: values.LLM_REASONING ?? null,
          embeddingModel: values.LLM_EMBEDDING_MODEL ?? 'text-embedding-3-small',
          transcriptionModel: values.LLM_TRANSCRIPTION_MODEL ?? 'gpt-4o-mini-transcribe',
          prices: values.LLM_PRICES ?? { input: 0.4, cachedInput: 0.1, output: 1.6 },
        }
      : null,
    supabase:
      SUPABASE_URL && SUPABASE_KEY && SUPABASE_JWT_SECRET
        ? { url: SUPABASE_URL, key: SUPABASE_KEY, jwtSecret: SUPABASE_JWT_SECRET }
        : null,
    aws:
      values.EVENT_BUS_NAME && values.AGENT_QUEUES
        ? {
            eventBusName: values.EVENT_BUS_NAME,
            agentQueues: values.AGENT_QUEUES,
            schedules: values.SCHEDULES ?? null,
            retryBaseSeconds: values.RETRY_BASE_SECONDS ?? 5,
          }
        : null,
  };
};
