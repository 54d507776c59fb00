import type { z } from 'zod';
import { type VariableName, variables } from './config-variables.ts';
import type { MailAddress } from './domain/mail-address.ts';
import type { PlatformCeilings } from './domain/settings.ts';
import { ConfigurationError } from './errors.ts';

type Values = {
  readonly [N in VariableName]: z.output<(typeof variables)[N]['schema']> | undefined;
};

/** Groups of variables of which either all are set or none. */
const groups: readonly (readonly VariableName[])[] = [
  ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_WHATSAPP_FROM'],
  ['SUPABASE_URL', 'SUPABASE_KEY', 'SUPABASE_JWT_SECRET'],
  ['SIGN_IN_URL', 'SIGN_IN_KEY'],
  ['EVENT_BUS_NAME', 'AGENT_QUEUES', 'SEALING_KEY_ID'],
];
/** Variables that have an effect only with others: [variable, the others]. */
const requirements: readonly (readonly [VariableName, readonly VariableName[]])[] = [
  ['TWILIO_AUTH_TOKEN_SECONDARY', ['TWILIO_AUTH_TOKEN']],
  ['TWILIO_BASE_URL', ['TWILIO_ACCOUNT_SID']],
  ['TWILIO_ACCOUNTS', ['TWILIO_ACCOUNT_SID']],
  ['OPENAI_BASE_URL', ['OPENAI_API_KEY']],
  ['SCHEDULES', ['AGENT_QUEUES']],
  ['SMTP_URL', ['MAIL_FROM']],
  ['CELLS', ['SUPABASE_URL', 'AGENT_QUEUES']],
];

/** The settings of the language model. */
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
 * The process's configuration, checked; null means that the simulator or the embedded server is
 * used instead.
 */
export interface Configuration {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  /** What no agency may set its limits above. */
  readonly ceilings: PlatformCeilings;
  /** Addresses and networks. */
  readonly trustedProxies: readonly string[];
  readonly publicBaseUrl: string | null;
  /** Private addresses and networks to which events may be sent. */
  readonly webhookNetworks: readonly string[];
  readonly linkSecret: string | null;
  /** SHA-256 in hex; null: nobody operates over HTTP. */
  readonly operatorKeyHash: string | null;
  readonly operatorUsers: readonly string[];
  /** The operator's ceiling of what agencies set as `retention`. */
  readonly mostRetentionMonths: number;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'SILENT' | null;
  readonly twilio: {
    readonly accountSid: string;
    readonly authToken: string;
    readonly authTokenSecondary: string | null;
    readonly from: string;
    readonly baseUrl: string | null;
    /** The accounts whose senders the one above does not have. */
    readonly others: readonly TwilioAccountConfiguration[];
  } | null;
  /** The numbers that agencies call their members from, by their senders. */
  readonly voiceNumbers: Readonly<Record<string, string>>;
  readonly aeroApi: { readonly key: string; readonly baseUrl: string } | null;
  /** Whether flight changes are to be pushed; null: the real service does not, the simulator does. */
  readonly flightAlerts: boolean | null;
  readonly aeroApiWebhookToken: string | null;
  readonly languageModel: LanguageModelConfiguration | null;
  readonly mail: {
    /** Null: the mailbox of this machine, or SES on AWS. */
    readonly smtpUrl: string | null;
    readonly from: MailAddress | null;
  };
  /** What the key pair of web push is derived from. */
  readonly pushSecret: string | null;
  /** The Supabase project by which people sign in on one machine; null: by links of its own. */
  readonly signIn: { readonly url: string; readonly publishableKey: string } | null;
  readonly supabase: {
    readonly url: string;
    readonly key: string;
    readonly jwtSecret: string;
  } | null;
  /** Besides the project that `supabase` names. */
  readonly cells: readonly CellConfiguration[];
  /** Null: one machine. */
  readonly aws: AwsConfiguration | null;
}

/** A further account at Twilio, and the numbers that are its own. */
export interface TwilioAccountConfiguration {
  readonly accountSid: string;
  readonly authToken: string;
  readonly authTokenSecondary: string | null;
  readonly senders: readonly string[];
}

/** A further Supabase project. */
export interface CellConfiguration {
  readonly name: string;
  readonly agencies: readonly string[];
  /** Variables of the environment that are different there. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The bus, the queues and the schedules of a deployment on AWS. */
export interface AwsConfiguration {
  readonly eventBusName: string;
  /** Of KMS; see SEALING_KEY_ID. */
  readonly sealingKeyId: string;
  readonly agentQueues: NonNullable<Values['AGENT_QUEUES']>;
  /** Null: this process sets no timers. */
  readonly schedules: NonNullable<Values['SCHEDULES']> | null;
  readonly retryBaseSeconds: number;
  readonly mostRetentionMonths: number;
}

type Environment = Readonly<Record<string, string | undefined>>;
const names = Object.keys(variables) as VariableName[];
const isSet = (env: Environment, name: VariableName): boolean => (env[name] ?? '').trim() !== '';
const shouldBe = (name: VariableName): string => `should be ${variables[name].form}`;

const read = <N extends VariableName>(env: Environment, name: N, problems: string[]): Values[N] => {
  if (!isSet(env, name)) return undefined;
  const parsed = variables[name].schema.safeParse(env[name]?.trim());
  // The value is not shown: it may be a secret with a typing error.
  if (!parsed.success) problems.push(`${name} is malformed: it ${shouldBe(name)}`);
  // The compiler does not know that the schema of N yields the value of N.
  return parsed.success ? (parsed.data as Values[N]) : undefined;
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
  const requireSet = (name: VariableName, reason: string) => {
    if (!isSet(env, name)) problems.push(`${name} is missing (${reason}): it ${shouldBe(name)}`);
  };
  for (const group of groups) {
    const setVariable = group.find((name) => isSet(env, name));
    if (setVariable) for (const name of group) requireSet(name, `${setVariable} is set`);
  }
  for (const [name, others] of requirements) {
    if (isSet(env, name)) for (const other of others) requireSet(other, `${name} is set`);
  }
  // The flight simulator pushes to this machine, with a token of its own.
  if (values.AEROAPI_ALERTS === true && isSet(env, 'AEROAPI_KEY'))
    for (const other of ['AEROAPI_WEBHOOK_TOKEN', 'PUBLIC_BASE_URL'] as const)
      requireSet(other, 'AEROAPI_ALERTS is set');
  // Twilio refuses a message whose status callback it could not reach.
  if (isSet(env, 'TWILIO_ACCOUNT_SID') && !isSet(env, 'TWILIO_BASE_URL'))
    requireSet('PUBLIC_BASE_URL', 'Twilio reports delivery and answers to it');
  // The account of TWILIO_ACCOUNT_SID has every number that is listed with no other.
  const isOfTheFirst = Object.entries(values.TWILIO_ACCOUNTS ?? {}).some(
    ([sid, { senders }]) =>
      sid === values.TWILIO_ACCOUNT_SID ||
      senders.some((sender) => sender === values.TWILIO_WHATSAPP_FROM),
  );
  if (isOfTheFirst)
    problems.push(
      'TWILIO_ACCOUNTS is malformed (it lists what is of TWILIO_ACCOUNT_SID): ' +
        `it ${shouldBe('TWILIO_ACCOUNTS')}`,
    );
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
  const mostRetentionMonths = values.RETENTION_MONTHS_MAX ?? 36;
  return {
    port: values.PORT ?? 3000,
    host: values.HOST ?? '127.0.0.1',
    dataDir: values.DATA_DIR ?? '.data',
    databaseUrl: values.DATABASE_URL ?? null,
    ceilings: {
      messagesPerMinute: values.PLATFORM_MESSAGES_PER_MINUTE ?? 1_000,
      modelUsdPerMonth: values.PLATFORM_MODEL_USD_PER_MONTH ?? 500,
      tripsPerDay: values.PLATFORM_TRIPS_PER_DAY ?? 50_000,
      flightsPerDay: values.PLATFORM_FLIGHTS_PER_DAY ?? 20_000,
      storageMb: values.PLATFORM_STORAGE_MB ?? 100_000,
    },
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    publicBaseUrl: values.PUBLIC_BASE_URL ?? null,
    webhookNetworks: values.WEBHOOK_PRIVATE_NETWORKS ?? [],
    linkSecret: values.LINK_SECRET ?? null,
    operatorKeyHash: values.OPERATOR_KEY_HASH ?? null,
    operatorUsers: values.OPERATOR_USERS ?? [],
    mostRetentionMonths,
    logLevel: values.LOG_LEVEL ?? null,
    twilio:
      TWILIO_ACCOUNT_SID && TWILIO_AUTH_TOKEN && TWILIO_WHATSAPP_FROM
        ? {
            accountSid: TWILIO_ACCOUNT_SID,
            authToken: TWILIO_AUTH_TOKEN,
            authTokenSecondary: values.TWILIO_AUTH_TOKEN_SECONDARY ?? null,
            from: TWILIO_WHATSAPP_FROM,
            baseUrl: values.TWILIO_BASE_URL ?? null,
            others: Object.entries(values.TWILIO_ACCOUNTS ?? {}).map(([accountSid, account]) => ({
              accountSid,
              authToken: account.authToken,
              authTokenSecondary: account.authTokenSecondary ?? null,
              senders: account.senders,
            })),
          }
        : null,
    voiceNumbers: values.TWILIO_VOICE_NUMBERS ?? {},
    aeroApi: AEROAPI_KEY
      ? {
          key: AEROAPI_KEY,
          baseUrl: values.AEROAPI_BASE_URL ?? 'https://aeroapi.flightaware.com/aeroapi',
        }
      : null,
    flightAlerts: values.AEROAPI_ALERTS ?? null,
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
    mail: { smtpUrl: values.SMTP_URL ?? null, from: values.MAIL_FROM ?? null },
    pushSecret: values.PUSH_SECRET ?? null,
    signIn:
      values.SIGN_IN_URL && values.SIGN_IN_KEY
        ? { url: values.SIGN_IN_URL, publishableKey: values.SIGN_IN_KEY }
        : null,
    supabase:
      SUPABASE_URL && SUPABASE_KEY && SUPABASE_JWT_SECRET
        ? { url: SUPABASE_URL, key: SUPABASE_KEY, jwtSecret: SUPABASE_JWT_SECRET }
        : null,
    cells: Object.entries(values.CELLS ?? {}).map(([name, cell]) => ({ name, ...cell })),
    aws:
      values.EVENT_BUS_NAME && values.AGENT_QUEUES && values.SEALING_KEY_ID
        ? {
            eventBusName: values.EVENT_BUS_NAME,
            sealingKeyId: values.SEALING_KEY_ID,
            agentQueues: values.AGENT_QUEUES,
            schedules: values.SCHEDULES ?? null,
            retryBaseSeconds: values.RETRY_BASE_SECONDS ?? 5,
            mostRetentionMonths,
          }
        : null,
  };
};
