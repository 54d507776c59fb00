import { z } from 'zod';
import { parseMailAddress } from '#shared/domain/mail-address.ts';
import { ConfigurationError } from '#shared/errors.ts';

/**
 * As many as fit into the policy of the bus. Further systems publish by an API destination of their
 * own (docs/publishing.md), which takes no statement here.
 */
export const mostPublishers = 25;

const signInMissing =
  'should be { "url": …, "publishableKey": … } of the Supabase project: a stage with a domain ' +
  'serves the console, where people sign in by it';

/** The settings of a deployment; cdk.json holds one such object for each stage. */
export const Stage = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,15}$/)
    .describe('Part of the name of everything in the stage.'),
  account: z
    .string()
    .regex(/^\d{12}$/)
    .optional()
    .describe('The account it is deployed to; that of the caller where it is left out.'),
  region: z
    .string()
    .optional()
    .describe('The region it is deployed to; that of the caller where it is left out.'),
  publicBaseUrl: z
    .url()
    .optional()
    .describe(
      'The address under which the internet reaches the API; its own where it is left out.',
    ),
  domain: z
    .strictObject({
      name: z.string().describe('The name that agencies and webhooks call.'),
      certificateArn: z.string().describe('Its certificate in us-east-1, for CloudFront.'),
      originName: z.string().describe('The name under which CloudFront calls the HTTP API.'),
      originCertificateArn: z.string().describe('The certificate of that, in the stage’s region.'),
      signIn: z
        .strictObject({ url: z.url(), publishableKey: z.string() }, signInMissing)
        .describe(
          'The Supabase project by which people sign in to the console there: its URL, and its ' +
            'publishable key, which every browser gets.',
        ),
    })
    .optional()
    .describe(
      'CloudFront with a firewall in front of the API, whose own endpoint is then turned off, ' +
        'and the console beside it; without it the API is called directly, without a console.',
    ),
  alarmEmail: z
    .email()
    .optional()
    .describe('The address that alarms are sent to; production needs one.'),
  mailFrom: z
    .string()
    .refine((text) => parseMailAddress(text) !== null)
    .optional()
    .describe(
      'Whom mail to members is from, an identity that SES has verified there; without it no mail ' +
        'is sent.',
    ),
  isEmulated: z
    .boolean()
    .default(false)
    .describe(
      'Leaves out what emulators cannot make: alarms on shares and of others, insights, canaries.',
    ),
  publishers: z
    .array(z.strictObject({ account: z.string().regex(/^\d{12}$/), agencyId: z.uuid() }))
    .max(mostPublishers, 'too many for the policy of the bus: docs/publishing.md has another way')
    .default([])
    .describe(
      'Accounts of other systems that may put bookings on the bus, each for its one agency.',
    ),
  // The inbox remembers for 35 days what was taken: an older event could be taken again.
  archiveDays: z
    .int()
    .positive()
    .max(34)
    .nullable()
    .default(14)
    .describe(
      'How long the bus keeps events for replay; null: not at all, for emulators that cannot.',
    ),
  logDays: z.literal([1, 3, 5, 7, 14, 30, 60, 90, 180, 365]).default(30),
  memoryMb: z.int().min(128).max(3008).default(512),
  functionTimeoutSeconds: z
    .int()
    .min(2)
    .max(120)
    .default(60)
    .describe('Longer than the longest lookup or send; the itinerary function has twice this.'),
  maxReceiveCount: z
    .int()
    .min(1)
    .max(50)
    .default(30)
    .describe('Deliveries after which a message goes to the dead letters: over two hours.'),
  retryBaseSeconds: z
    .int()
    .min(1)
    .max(60)
    .default(5)
    .describe('Pause before the first redelivery of a failed message.'),
  concurrency: z
    .int()
    .min(2)
    .max(1000)
    .default(20)
    .describe('How many invocations of one function run at once.'),
  aeroApiDollarsPerDay: z
    .number()
    .positive()
    .default(20)
    .describe('An alarm goes off when lookups and pushes cost more.'),
  canary: z
    .boolean()
    .default(true)
    .describe('New versions of functions get a tenth of the work first; false: all at once.'),
  keepData: z
    .boolean()
    .default(true)
    .describe('Keys, credentials, the bus and its archive stay when their stack is deleted.'),
});
export type Stage = z.infer<typeof Stage>;

/** API Gateway gives up on an HTTP integration after 30 s; the function must answer before. */
const gatewaySeconds = 29;

/**
 * How long a function may run, in seconds. Planning a trip asks the model several times, so it gets
 * twice; the API gets no longer than its gateway waits.
 */
export const timeoutSecondsOf = (stage: Stage, owner: string): number => {
  const seconds = stage.functionTimeoutSeconds;
  if (owner === 'api') return Math.min(seconds, gatewaySeconds);
  return owner === 'itinerary' ? 2 * seconds : seconds;
};

/** The stage whose alarms must reach somebody. */
const production = 'production';

/** The settings of a stage that come from the environment, so that no address is committed. */
const fromEnvironment = (env: Readonly<Record<string, string | undefined>>) => ({
  ...(env['ALARM_EMAIL'] && { alarmEmail: env['ALARM_EMAIL'] }),
});

/**
 * Reads the stage of that name from the stages of cdk.json, with defaults; ALARM_EMAIL of the
 * environment is its address of alarms.
 * @throws ConfigurationError that names the unknown stage, or each wrong field.
 */
export const readStage = (
  name: unknown,
  stages: unknown,
  env: Readonly<Record<string, string | undefined>> = {},
): Stage => {
  const known = Object(stages);
  if (typeof name !== 'string' || !(name in known))
    throw new ConfigurationError(
      `say which stage, with -c stage=…: one of ${Object.keys(known).join(', ')} (cdk.json)`,
    );
  const parsed = Stage.safeParse({
    name,
    ...Object(Reflect.get(known, name)),
    ...fromEnvironment(env),
  });
  if (parsed.success && name === production && parsed.data.alarmEmail === undefined)
    throw new ConfigurationError(
      'ALARM_EMAIL is missing: it should be the address that alarms of production are sent to ' +
        '(or alarmEmail of that stage in cdk.json)',
    );
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `  ${path.join('.')}: ${message}`,
  );
  throw new ConfigurationError(
    `stage ${name} of cdk.json is not as it should be:\n${problems.join('\n')}`,
  );
};
