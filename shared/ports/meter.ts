/** What is counted or measured about the work; the only dimension is the service that does it. */
export type MetricName =
  | 'TurnsCommitted'
  | 'TurnsQuarantined'
  | 'MessagesSent'
  | 'MessagesRefused'
  | 'MessagesUnknown'
  | 'MessagesDeferred'
  | 'MessagesSuppressed'
  | 'MessagesHeld'
  | 'MessagesDropped'
  | 'MessagesDelivered'
  | 'MessagesUndelivered'
  | 'TwilioThrottled'
  | 'AeroApiLookups'
  | 'AeroApiFailures'
  | 'AeroApiPushes'
  | 'AeroApiDollars'
  | 'DetectionWindowSeconds'
  | 'OutboxOldestSeconds'
  | 'TimersLateSeconds'
  | 'UnknownEffects'
  | 'Quarantined'
  | 'CriticalUnsent'
  | 'CircuitsOpen'
  | 'EventToSendP95Seconds'
  | 'SweptTimers'
  | 'SweptEffects'
  | 'SweptEvents';

/**
 * Where numbers about the work go; never ids, names or numbers of people.
 * @example
 * meter.count('MessagesSent');
 * meter.seconds('OutboxOldestSeconds', 4.2);
 */
export interface Meter {
  /** Adds to a count. */
  count(name: MetricName, by?: number): void;
  /** Notes a value in seconds. */
  seconds(name: MetricName, value: number): void;
}

/** Counts nothing, where nobody would read it. */
export const noMeter: Meter = { count: () => undefined, seconds: () => undefined };
