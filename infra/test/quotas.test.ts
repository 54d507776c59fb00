import { readFileSync } from 'node:fs';
import {
  type Load,
  loads,
  peakOf,
  perTrip,
  schedulesOf,
  schedulesOfAllTimers,
} from '../lib/load-model.ts';
import { mostPublishers } from '../lib/stage.ts';
import { type Resource, type Synthesis, synthesise } from './templates.ts';

/**
 * Quotas of an account in a large region (us-east-1, eu-west-1) as of November 2026; those marked
 * can be raised by asking.
 */
const quotas = {
  lambdaConcurrency: 1_000, // raised by asking
  putEventsPerSecond: 10_000, // raised by asking
  ruleInvocationsPerSecond: 18_750, // raised by asking
  rulesOfABus: 300,
  targetsOfARule: 5,
  busPolicyCharacters: 10_240,
  schedules: 10_000_000, // raised by asking
  scheduleCallsPerSecond: 1_000, // raised by asking
  scheduleInvocationsPerSecond: 1_000, // raised by asking
  messagesInFlight: 120_000,
  apiRequestsPerSecond: 10_000, // raised by asking
  apiBurst: 5_000,
  apiRoutes: 300,
  resourcesOfAStack: 500,
  outputsOfAStack: 200,
  templateBytes: 1_000_000,
  alarms: 5_000,
  alarmRuleCharacters: 10_240,
  childrenOfACompositeAlarm: 100,
  inlinePolicyCharacters: 10_240,
} as const;

/** Of all messages, those in the queue that has the most of them. */
const busiestQueueShare = 0.5;

let synthesis: Synthesis;
beforeAll(() => {
  synthesis = synthesise();
}, 120_000);

const ofType = (type: string): Resource[] =>
  synthesis.templates.flatMap(({ resources }) =>
    Object.values(resources).filter(({ Type }) => Type === type),
  );
const valueAt = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>((inner, name) => Reflect.get(Object(inner), name), value);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const charactersOf = (part: unknown): number => JSON.stringify(part).length;
/** As deployed: an ARN of a bus in the place of each reference, the others being shorter. */
const anArn = 'arn:aws:events:eu-west-1:123456789012:event-bus/bauhaus-production';
const asDeployed = (part: unknown): string =>
  JSON.stringify(part, (_, value: unknown) =>
    Object.keys(Object(value)).some((key) => key === 'Ref' || key.startsWith('Fn::'))
      ? anArn
      : value,
  );
const largest = loads.at(-1) ?? loads[0];
if (largest === undefined) throw new Error('there is no load');

describe('the templates', () => {
  it('keep the largest concurrency of all functions below that of the account', () => {
    const concurrencies = ofType('AWS::Lambda::EventSourceMapping').map(({ Properties }) =>
      Number(valueAt(Properties, 'ScalingConfig', 'MaximumConcurrency')),
    );
    expect(concurrencies.every((each) => each >= 2)).toBe(true);
    expect(sum(concurrencies)).toBeLessThan(quotas.lambdaConcurrency / 2);
  });

  it('have few enough rules and targets for a bus', () => {
    const rules = ofType('AWS::Events::Rule');
    expect(rules.length).toBeLessThan(quotas.rulesOfABus);
    for (const { Properties } of rules)
      expect([Properties['Targets']].flat().length).toBeLessThanOrEqual(quotas.targetsOfARule);
  });

  it('leave room in the policy of the bus for every publisher that a stage may have', () => {
    const statements = ofType('AWS::Events::EventBusPolicy').map(
      ({ Properties }) => asDeployed(Properties['Statement']).length,
    );
    expect(statements.length).toBeGreaterThan(0);
    expect(mostPublishers * Math.max(...statements)).toBeLessThan(quotas.busPolicyCharacters);
  });

  it('promise no more requests than the account may have', () => {
    const stages = ofType('AWS::ApiGatewayV2::Stage');
    const throttles = stages.flatMap(({ Properties }) => [
      valueAt(Properties, 'DefaultRouteSettings'),
      ...Object.values(Object(Properties['RouteSettings'])),
    ]);
    expect(throttles.length).toBeGreaterThan(3);
    const rates = throttles.map((throttle) => Number(valueAt(throttle, 'ThrottlingRateLimit')));
    const bursts = throttles.map((throttle) => Number(valueAt(throttle, 'ThrottlingBurstLimit')));
    expect(sum(rates)).toBeLessThan(quotas.apiRequestsPerSecond);
    expect(Math.max(...bursts)).toBeLessThan(quotas.apiBurst);
    expect(ofType('AWS::ApiGatewayV2::Route').length).toBeLessThan(quotas.apiRoutes);
  });

  it('fit into their stacks', () => {
    for (const { json, resources } of synthesis.templates) {
      expect(Object.keys(resources).length).toBeLessThan(quotas.resourcesOfAStack);
      expect(Object.keys(Object(valueAt(json, 'Outputs'))).length).toBeLessThan(
        quotas.outputsOfAStack,
      );
      expect(charactersOf(json)).toBeLessThan(quotas.templateBytes);
    }
  });

  it('have alarms and policies of a size that is taken', () => {
    expect(ofType('AWS::CloudWatch::Alarm').length).toBeLessThan(quotas.alarms);
    for (const { Properties } of ofType('AWS::CloudWatch::CompositeAlarm')) {
      const rule = JSON.stringify(Properties['AlarmRule']);
      expect(rule.length).toBeLessThan(quotas.alarmRuleCharacters);
      expect(rule.split('ALARM(').length - 1).toBeLessThanOrEqual(quotas.childrenOfACompositeAlarm);
    }
    for (const { Properties } of ofType('AWS::IAM::Policy'))
      expect(charactersOf(Properties['PolicyDocument'])).toBeLessThan(
        quotas.inlinePolicyCharacters,
      );
  });
});

describe.each(loads.map((load): [string, Load] => [load.name, load]))('a load of %s', (_, load) => {
  const peak = peakOf(load);

  it('stays within the rates of the account', () => {
    expect(peak.busEvents).toBeLessThan(quotas.putEventsPerSecond);
    expect(peak.busEvents * 3).toBeLessThan(quotas.ruleInvocationsPerSecond);
    expect(peak.scheduleCalls).toBeLessThan(quotas.scheduleCallsPerSecond);
    expect(peak.scheduleCalls).toBeLessThan(quotas.scheduleInvocationsPerSecond);
    expect(schedulesOf(load)).toBeLessThan(quotas.schedules);
    // Messages that are put back for later count as in flight. Beyond the quota SQS gives out no
    // more, and the rest waits: nothing is lost, but what would succeed waits too.
    const outageSeconds = quotas.messagesInFlight / (peak.invocations * busiestQueueShare);
    expect(outageSeconds).toBeGreaterThan(20 * 60);
  });

  it('is worked off by the functions as they are configured', () => {
    const concurrency = sum(
      ofType('AWS::Lambda::EventSourceMapping').map(({ Properties }) =>
        Number(valueAt(Properties, 'ScalingConfig', 'MaximumConcurrency')),
      ),
    );
    expect(
      peak.invocations * perTrip.turnSeconds + peak.publicEvents * perTrip.lookSeconds,
    ).toBeLessThan(concurrency);
  });

  it('has webhooks with room below their throttles', () => {
    const throttle = ofType('AWS::ApiGatewayV2::Stage')
      .map(({ Properties }) =>
        valueAt(
          Properties,
          'RouteSettings',
          'POST /webhooks/twilio/status/{messageId}',
          'ThrottlingRateLimit',
        ),
      )
      .map(Number);
    expect(throttle).toHaveLength(1);
    expect(peak.statusCallbacks).toBeLessThan((throttle[0] ?? 0) / 2);
  });
});

describe('the largest load', () => {
  it('would have too many schedules if far timers had one', () => {
    expect(schedulesOfAllTimers(largest)).toBeGreaterThan(quotas.schedules);
  });
});

describe('the documentation', () => {
  it('of the costs has the measured figures of the model', () => {
    const { busEvents, invocations, scheduleCalls, whatsAppMessages, statusCallbacks } = perTrip;
    expect(readFileSync('docs/cost.md', 'utf8')).toContain(
      `${busEvents} events on the bus, ${invocations} invocations (512 MB, 300 ms), ` +
        `${scheduleCalls} schedules set, moved or cleared`,
    );
    expect(readFileSync('docs/cost.md', 'utf8')).toContain(
      `${whatsAppMessages} WhatsApp messages out with ${statusCallbacks} status callbacks`,
    );
  });

  it('of the costs has the alarms of the templates', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm');
    const metrics = alarms.flatMap(({ Properties }) => {
      const parts = [Properties['Metrics'] ?? []].flat();
      return parts.length === 0 ? [1] : parts.filter((part) => valueAt(part, 'MetricStat'));
    });
    expect(readFileSync('docs/cost.md', 'utf8')).toContain(
      `${alarms.length} alarms on ${metrics.length} metrics`,
    );
  });

  it('of the sizes has those of the model', () => {
    const page = readFileSync('docs/scale.md', 'utf8');
    for (const load of loads) {
      expect(page).toContain(`| ${load.name} |`);
      expect(page).toContain(load.tripsPerDay.toLocaleString('en'));
      expect(page).toContain(`${peakOf(load).invocations.toFixed(1)} invocations/s`);
      expect(page).toContain(`${schedulesOf(load).toLocaleString('en')} schedules`);
    }
  });
});
