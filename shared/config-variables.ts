import { z } from 'zod';
import { isNetwork } from './client-address.ts';
import { parseMailAddress } from './domain/mail-address.ts';
import { agentNames } from './ports/actor-store.ts';

/** The documentation of one variable; the table of the README is generated from it. */
export interface VariableInfo {
  /** The form of the value, as a phrase that fits after "should be". */
  readonly form: string;
  /** What the variable is for, as a sentence. */
  readonly purpose: string;
  /** The default, as a phrase. */
  readonly unset: string;
  readonly secret?: true;
}

const url = (...schemes: readonly string[]) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)));
/** Base URLs lose their trailing slash, so that paths can be appended. */
const baseUrl = url('https', 'http').transform((text) => text.replace(/(?<!\/)\/+$/, ''));
/** A key or a name: anything without spaces. */
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
    z.enum([...agentNames, 'api', 'webhooks', 'callbacks', 'sweeper', 'deliveries']),
    z.object({ url: z.string(), arn: z.string() }),
  ),
);
const schedules = json(
  z.object({ group: z.string(), roleArn: z.string(), deadLettersArn: z.string() }),
);
/** What a Supabase project of its own is reached by. */
const projectVariables = ['SUPABASE_URL', 'SUPABASE_KEY', 'SUPABASE_JWT_SECRET'] as const;
const cells = json(
  z.record(
    z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
    z.strictObject({
      agencies: z.array(z.uuid()),
      variables: z
        .record(z.string(), z.string())
        .refine((all) => projectVariables.every((name) => all[name])),
    }),
  ),
).refine((all) => {
  const agencies = Object.values(all).flatMap((cell) => cell.agencies);
  return new Set(agencies).size === agencies.length;
});
const twilioAccounts = json(
  z.record(
    z.string().regex(/^AC[0-9a-fA-F]{32}$/),
    z.strictObject({
      authToken: key,
      authTokenSecondary: key.optional(),
      senders: z.array(z.string().regex(/^\+[1-9]\d{6,14}$/)).min(1),
    }),
  ),
).refine((all) => {
  const senders = Object.values(all).flatMap((account) => account.senders);
  return new Set(senders).size === senders.length;
});
const telephone = z.string().regex(/^\+[1-9]\d{6,14}$/);
const voiceNumbers = json(z.record(telephone, telephone));
const networks = z
  .string()
  .transform((text) => text.split(',').map((network) => network.trim()))
  .refine((all) => all.every(isNetwork));
const userIds = z
  .string()
  .transform((text) => text.split(',').map((id) => id.trim()))
  .pipe(z.array(z.uuid()));
const atLeastOne = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number)
  .pipe(z.int().min(1));

const variable = <S extends z.ZodType<unknown, string>>(schema: S, info: VariableInfo) => ({
  schema,
  ...info,
});

/** Every variable that the process reads; no other code reads the environment. */
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
      'Where the embedded Postgres, documents, mail, the key that seals personal data, the ' +
      'secrets of links and of push messages, and the demo agency’s key are kept.',
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
  TRUSTED_PROXIES: variable(networks, {
    form: 'addresses and networks separated by commas, such as 127.0.0.1,10.0.0.0/8',
    purpose:
      'Proxies in front of this server: who sent a request is what they say in ' +
      'X-Forwarded-For. Without it all clients of a proxy share the limits of one address.',
    unset: 'none: who sent a request is whose connection it is',
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
  WEBHOOK_PRIVATE_NETWORKS: variable(networks, {
    form: 'addresses and networks separated by commas, such as 127.0.0.1,10.1.0.0/16',
    purpose:
      'Private addresses to which agencies may have their events sent (`/webhooks`), also without ' +
      'TLS: systems beside this one. Whoever may make a webhook reaches what is there.',
    unset: 'only servers on the public internet, over https',
  }),
  LINK_SECRET: variable(z.string().regex(/^\S{32,}$/), {
    form: 'at least 32 characters, without spaces',
    purpose:
      'Signs the links to itineraries and documents that travellers open. Machines that ' +
      'share a database (DATABASE_URL) need the same one.',
    unset: 'one made once and kept in DATA_DIR; on AWS it is a secret of the deployment',
    secret: true,
  }),
  OPERATOR_KEY_HASH: variable(z.string().regex(/^[0-9a-f]{64}$/), {
    form: 'the SHA-256 of the key in 64 hexadecimal digits; `npm run agency -- operator-key` makes both',
    purpose: 'Whoever shows this key makes agencies and their keys over HTTP (`/operator`).',
    unset: 'there are no such routes',
  }),
  OPERATOR_USERS: variable(userIds, {
    form: 'ids of users of Supabase Auth, separated by commas',
    purpose: 'Who may sign in at `/console/operator`, and does there what the operator’s key does.',
    unset: 'on one machine whoever has the link that each start prints; else nobody',
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
  TWILIO_ACCOUNTS: variable(twilioAccounts, {
    form:
      'a JSON object of further accounts by SID, each with its tokens and the senders that are ' +
      'its own, {"AC…": {"authToken": "…", "authTokenSecondary": "…", "senders": ' +
      '["+14155550101"]}}; a sender is in one of them at most',
    purpose:
      'Twilio accounts or subaccounts of agencies (docs/scale.md). Agencies that write from one ' +
      'of these senders use its account, all others the one of TWILIO_ACCOUNT_SID.',
    unset: 'all senders are of the one account',
    secret: true,
  }),
  TWILIO_VOICE_NUMBERS: variable(voiceNumbers, {
    form:
      'a JSON object of telephone numbers by the sender of the agency that calls from them, ' +
      '{"+14155550100": "+14155550190"}',
    purpose:
      'Where nobody on duty has answered an alert, the first of them and then the owners of ' +
      'agencies with these senders are called, from a number of the same Twilio account.',
    unset: 'nobody is called',
  }),
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
      unset: 'off with AeroAPI, on with the flight simulator',
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
  SMTP_URL: variable(url('smtp', 'smtps'), {
    form: 'smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465',
    purpose: 'The mail server through which members get invitations and reports.',
    unset: 'the mailbox of this machine, shown at /mailbox; on AWS it is SES',
    secret: true,
  }),
  MAIL_FROM: variable(
    z.string().transform((text, context) => {
      const parsed = parseMailAddress(text);
      if (parsed) return parsed;
      context.addIssue('no address');
      return z.NEVER;
    }),
    {
      form: 'an address such as desk@travel.example or Bauhaus Travel <desk@travel.example>',
      purpose: 'Who mail is from. On AWS an identity that SES has verified.',
      unset: 'on AWS no mail is sent',
    },
  ),
  PUSH_SECRET: variable(z.string().regex(/^\S{32,}$/), {
    form: 'at least 32 characters, without spaces',
    purpose:
      'The key pair (VAPID) by which browsers know who may push to members is derived from it; ' +
      'with another one every browser has to subscribe anew.',
    unset: 'one made once and kept in DATA_DIR; on AWS it is a secret of the deployment',
    secret: true,
  }),
  SIGN_IN_URL: variable(baseUrl, {
    form: 'the project’s URL, such as https://abcdefgh.supabase.co',
    purpose:
      'The Supabase project by which people sign in to the console of this machine, with links ' +
      'that it mails; `/console/sign-in` at PUBLIC_BASE_URL is among its redirect URLs.',
    unset: 'people sign in by links of this machine',
  }),
  SIGN_IN_KEY: variable(key, {
    form: 'the project’s publishable key, without spaces',
    purpose: 'Names the project by which people sign in; every browser gets it.',
    unset: 'people sign in by links of this machine',
  }),
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
    form: 'a private ES256 key of the project as a JWK, or its JWT secret of at least 32 characters',
    purpose: 'Signs the short-lived tokens under which each turn runs.',
    unset: 'Postgres directly',
    secret: true,
  }),
  CELLS: variable(cells, {
    form:
      'a JSON object of further Supabase projects by name, each with the ids of its agencies and ' +
      'the variables that differ there, {"south": {"agencies": ["…"], "variables": ' +
      '{"SUPABASE_URL": "https://…", "SUPABASE_KEY": "…", "SUPABASE_JWT_SECRET": "…"}}}; an ' +
      'agency is in one of them at most',
    purpose: 'On AWS: the agencies whose data is in other projects (docs/scale.md).',
    unset: 'all agencies are in the one project',
    secret: true,
  }),
  SEALING_KEY_ID: variable(key, {
    form: 'the ARN, id or alias of a symmetric key of AWS KMS',
    purpose: 'On AWS: the key that wraps the data keys with which personal data is sealed.',
    unset: 'a key made once and kept in DATA_DIR',
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
  PLATFORM_MESSAGES_PER_MINUTE: variable(atLeastOne, {
    form: 'a whole number from 1 to 999999',
    purpose:
      'What an agency may send in a minute at most, whatever its settings say. Written to the ' +
      'database at the start of one machine, and by `npm run migrate`.',
    unset: '1000',
  }),
  PLATFORM_MODEL_USD_PER_MONTH: variable(
    z
      .string()
      .regex(/^\d{1,6}$/)
      .transform(Number),
    {
      form: 'a whole number of US dollars from 0 to 999999',
      purpose:
        'What the language model may cost an agency in a month at most. Written as the one before.',
      unset: '500',
    },
  ),
  PLATFORM_TRIPS_PER_DAY: variable(atLeastOne, {
    form: 'a whole number from 1 to 999999',
    purpose:
      'How many trips an agency may book in 24 hours at most; `npm run agency -- limits` allows ' +
      'an agency less. Written as the ones before.',
    unset: '50000',
  }),
  PLATFORM_FLIGHTS_PER_DAY: variable(atLeastOne, {
    form: 'a whole number from 1 to 999999',
    purpose:
      'On how many flights where it has nobody an agency may put somebody in 24 hours at most: ' +
      'each is looked up until it has landed.',
    unset: '20000',
  }),
  PLATFORM_STORAGE_MB: variable(atLeastOne, {
    form: 'a whole number of millions of bytes from 1 to 999999',
    purpose: 'How large the documents of an agency may be together at most.',
    unset: '100000',
  }),
  RETENTION_MONTHS_MAX: variable(
    z
      .string()
      .regex(/^\d{1,3}$/)
      .transform(Number)
      .pipe(z.int().min(1).max(120)),
    {
      form: 'a number of months from 1 to 120',
      purpose:
        'How long after a journey what is personal may be kept at most, whatever an agency sets as `retention`.',
      unset: '36',
    },
  ),
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

/** The name of a variable that the process reads. */
export type VariableName = keyof typeof variables;
