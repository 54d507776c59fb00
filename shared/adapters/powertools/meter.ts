import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Meter } from '#shared/ports/meter.ts';

/**
 * `Meter` as CloudWatch's embedded metric format: one line of JSON at each `flush`, no call. Each
 * name and agent is one paid metric: the agent (or the function that is none: api, intake, sweeper)
 * is the only dimension.
 */
export const createPowertoolsMeter = (
  agent: string,
  namespace: string,
  metrics = new Metrics({ namespace }),
): Meter & { flush(): void } => {
  // Powertools begins with a dimension of its own, `service`.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ agent });
  return {
    count: (name, by = 1) => {
      if (by > 0) metrics.addMetric(name, MetricUnit.Count, by);
    },
    seconds: (name, value) => {
      metrics.addMetric(name, MetricUnit.Seconds, value);
    },
    flush: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
};
