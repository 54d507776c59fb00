import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { createKmsKeyring } from '#shared/adapters/keyring/kms.ts';
import { createPowertoolsLog } from '#shared/adapters/powertools/log.ts';
import { createPowertoolsMeter } from '#shared/adapters/powertools/meter.ts';
import { createKeyStore } from '#shared/adapters/sealing/key-store.ts';
import { createSealing } from '#shared/adapters/sealing/sealing.ts';
import { boundedFetch } from '#shared/adapters/supabase/bounded-fetch.ts';
import { createSupabaseDocumentStore } from '#shared/adapters/supabase/document-store.ts';
import { measuredFetch } from '#shared/adapters/supabase/measured-fetch.ts';
import { createRpc, dataApiTimeoutMs } from '#shared/adapters/supabase/rpc.ts';
import { createSupabaseStore } from '#shared/adapters/supabase/store.ts';
import { operator, type RareCaller, router } from '#shared/adapters/supabase/token.ts';
import { accessOf, requireConfig } from '#shared/composition/access.ts';
import { createPlatform, type Platform } from '#shared/composition/platform.ts';
import { systemClock, systemIds } from '#shared/composition/system.ts';
import {
  type AwsConfiguration,
  type CellConfiguration,
  readConfiguration,
} from '#shared/config.ts';
import type { MailAddress } from '#shared/domain/mail-address.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { Meter } from '#shared/ports/meter.ts';
import { clientSettings } from './client-settings.ts';
import { createEventBridgeBus } from './event-bus.ts';
import { measuredStore } from './measured-store.ts';

/** Who has a queue: the agents, the intake (`api`) and the sweeper. */
export type QueueOwner = keyof AwsConfiguration['agentQueues'];

/** What every function gets; queues and timers, which some lack, are in queues.ts. */
export interface Deployment extends Platform {
  /** The name of its cell (cells.ts); null: the first. */
  readonly cell: string | null;
  readonly aws: AwsConfiguration;
  /** The project that knows who may sign in: the first cell's, in all of them. */
  readonly identityUrl: string;
  /** Whom mail is from; null: none is sent. */
  readonly mailFrom: MailAddress | null;
  /** Where members work, without a slash at its end; null: not known to this function. */
  readonly consoleUrl: string | null;
  /** What the key pair of push messages is derived from; null: none are sent. */
  readonly pushSecret: string | null;
  readonly meter: Meter & { flush(): void };
  readonly bus: EventBus;
}

/** The functions that serve the operator, and that route what has no agency yet. */
const rareCallers: Readonly<Record<string, readonly RareCaller[]>> = {
  api: [operator, router],
  webhooks: [router],
};

/**
 * The platform of a deployed function in a cell; null: the first.
 * @throws ConfigurationError where a variable is missing or malformed.
 */
export const openDeployment = (
  service: string,
  env: Readonly<Record<string, string | undefined>>,
  cell: CellConfiguration | null = null,
): Deployment => {
  const configuration = readConfiguration({ ...env, ...cell?.variables });
  const aws = requireConfig(configuration.aws, 'EVENT_BUS_NAME, AGENT_QUEUES and SEALING_KEY_ID');
  const { url, key, jwtSecret } = requireConfig(
    configuration.supabase,
    'SUPABASE_URL, SUPABASE_KEY and SUPABASE_JWT_SECRET',
  );
  const supabase = { url, apiKey: key, jwtSecret, mayBe: rareCallers[service] ?? [] };
  const name = cell?.name ?? null;
  const log = createPowertoolsLog(service);
  const meter = createPowertoolsMeter(
    service,
    env['POWERTOOLS_METRICS_NAMESPACE'] ?? 'BauhausTravel',
  );
  const dataApi = { ...supabase, fetch: measuredFetch(boundedFetch(dataApiTimeoutMs), meter) };
  const sealing = createSealing({
    store: createKeyStore(createRpc(dataApi)),
    keyring: createKmsKeyring({ client: new KMSClient(clientSettings), keyId: aws.sealingKeyId }),
  });
  return {
    ...createPlatform({
      clock: systemClock,
      ids: systemIds,
      log,
      meter,
      store: measuredStore(
        createSupabaseStore({
          ...dataApi,
          sealing,
          reportDamage: (damage) => log.error('what is stored cannot be opened', damage),
        }),
        { meter, log },
      ),
      documents: createSupabaseDocumentStore({ ...supabase, clock: systemClock }),
      documentLinks: null,
      access: accessOf(configuration),
    }),
    cell: name,
    aws,
    identityUrl: readConfiguration(env).supabase?.url ?? url,
    mailFrom: configuration.mail.from,
    consoleUrl: configuration.publicBaseUrl && `${configuration.publicBaseUrl}/console`,
    pushSecret: configuration.pushSecret,
    bus: createEventBridgeBus({
      cell: name,
      client: new EventBridgeClient(clientSettings),
      busName: aws.eventBusName,
    }),
  };
};
