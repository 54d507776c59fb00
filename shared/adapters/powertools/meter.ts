import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Meter } from '#shared/ports/meter.ts';

/**
 * `Meter` in CloudWatch's embedded metric format: one line of JSON at each `flush`, no calls. Each
 * pair of name and agent is one metric that is paid for, so the agent (or api, intake, sweeper) is
 * the only dimension.
 */
export const createPowertoolsMeter = (
  agent: string,
  namespace: string,
  metrics = new Metrics({ namespace }),
): Meter & { flush(): void } => {
  // Powertools adds a dimension of its own, `service`.
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
