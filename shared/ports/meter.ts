/** The name of a metric; its only dimension is the service that records it. */
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
  | 'ChoicesAsText'
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
  | 'UntoldIncidents'
  | 'CircuitOpenTwilio'
  | 'CircuitOpenAeroApi'
  | 'CircuitOpenOpenAi'
  | 'DataApiSeconds'
  | 'DataApiFailures'
  | 'EventToSendP95Seconds'
  | 'SweptTimers'
  | 'SweptEffects'
  | 'SweptEvents';

/**
 * Records metrics; never ids or personal data.
 * @example
 * meter.count('MessagesSent');
 * meter.seconds('OutboxOldestSeconds', 4.2);
 */
export interface Meter {
  /** Adds `by` (1) to a counter. */
  count(name: MetricName, by?: number): void;
  /** Records a value in seconds. */
  seconds(name: MetricName, value: number): void;
}

/** A meter that records nothing. */
export const noMeter: Meter = { count: () => undefined, seconds: () => undefined };
