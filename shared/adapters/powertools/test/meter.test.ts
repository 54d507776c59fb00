import { Metrics } from '@aws-lambda-powertools/metrics';
import { createPowertoolsMeter } from '../meter.ts';

it('writes numbers with the agent as their only dimension', () => {
  const metrics = new Metrics({ namespace: 'BauhausTravel/test' });
  const meter = createPowertoolsMeter('notifications', 'BauhausTravel/test', metrics);
  meter.count('MessagesSent');
  meter.seconds('EventToSendP95Seconds', 1.5);
  const { _aws, ...values } = metrics.serializeMetrics();
  metrics.clearMetrics();
  expect(_aws.CloudWatchMetrics).toMatchObject([
    { Namespace: 'BauhausTravel/test', Dimensions: [['agent']] },
  ]);
  expect(values).toEqual({ agent: 'notifications', MessagesSent: 1, EventToSendP95Seconds: 1.5 });
});
