import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Meter } from '#shared/ports/meter.ts';

/** `Meter` as CloudWatch's embedded metric format: one line of JSON at each `flush`, no call. Each name and service is one paid metric. */
export const createPowertoolsMeter = (serviceName: string, namespace: string): Meter & { flush(): void } => {
  const metrics = new Metrics({ serviceName, namespace });
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
