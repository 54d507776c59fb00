import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type Breakers, createBreakers } from '#shared/actor/breakers.ts';
import { createPowertoolsLog } from '#shared/adapters/powertools/log.ts';
import { createPowertoolsMeter } from '#shared/adapters/powertools/meter.ts';
import { createSupabaseStore, type SupabaseStore } from '#shared/adapters/supabase/store.ts';
import { type AwsConfiguration, type Configuration, readConfiguration } from '#shared/config.ts';
import { instant } from '#shared/domain/instant.ts';
import { ConfigurationError } from '#shared/errors.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log } from '#shared/ports/log.ts';
import type { Meter } from '#shared/ports/meter.ts';
import { clientSettings } from './client-settings.ts';
import { createEventBridgeBus } from './event-bus.ts';
import { measuredStore } from './measured.ts';

/** Names of things that have a queue: the agents, the intake (`api`) and the sweeper. */
export type QueueOwner = keyof AwsConfiguration['agentQueues'];

/** What every function on AWS is made of. What only some have is in files of its own (deployed-…), so that the others do not carry it. */
export interface Deployment {
  readonly configuration: Configuration;
  readonly aws: AwsConfiguration;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly meter: Meter & { flush(): void };
  store(): SupabaseStore;
  /** The circuit breakers that all functions share. */
  breakers(): Breakers;
  bus(): EventBus;
}

const clock: Clock = { now: () => instant(Date.now()) };
const ids: Ids = { random: randomUUID, chance: Math.random };

/**
 * A setting that a function cannot do without.
 * @throws ConfigurationError where it is not there.
 */
export const requireConfig = <T>(value: T | null | undefined, what: string): T => {
  if (value == null) throw new ConfigurationError(`${what} is not configured for this function`);
  return value;
};

/**
 * Puts the adapters of a deployed function together.
 * @throws ConfigurationError where a variable is malformed.
 */
export const openDeployment = (
  service: string,
  env: Readonly<Record<string, string | undefined>>,
): Deployment => {
  const configuration = readConfiguration(env);
  const log = createPowertoolsLog(service);
  const meter = createPowertoolsMeter(
    service,
    env['POWERTOOLS_METRICS_NAMESPACE'] ?? 'BauhausTravel',
  );
  const aws = requireConfig(configuration.aws, 'the bus');
  const supabase = () => {
    const { url, key, jwtSecret } = requireConfig(configuration.supabase, 'the data API');
    return { url, apiKey: key, jwtSecret };
  };
  let opened: SupabaseStore | null = null;
  const store = (): SupabaseStore => {
    opened ??= measuredStore(createSupabaseStore(supabase()), { meter, log });
    return opened;
  };
  let known: Breakers | null = null;
  const breakers = (): Breakers => {
    known ??= createBreakers({ stored: store().breakers, clock, log });
    return known;
  };

  return {
    configuration,
    aws,
    clock,
    ids,
    log,
    meter,
    store,
    breakers,
    bus: () =>
      createEventBridgeBus({
        client: new EventBridgeClient(clientSettings),
        busName: aws.eventBusName,
      }),
  };
};
