import { existsSync } from 'node:fs';
import { draftTimeoutMs, repairTimeoutMs } from '#services/itinerary/gather/draft-plan.ts';
import { reserves } from '#shared/deadline.ts';
import { catalogue } from '#shared/events/catalogue.ts';
import { publicEvents } from '#shared/events/public-events.ts';
import { defaultModelTimeoutMs } from '#shared/ports/language-model.ts';
import { hasTimers, subscribers, subscriptions } from '../lib/subscriptions.ts';
import { masked, type Resource, type Synthesis, synthesise, type Template } from './templates.ts';

let synthesis: Synthesis;
beforeAll(() => {
  synthesis = synthesise();
}, 120_000);

const stack = (name: string): Template => {
  const template = synthesis.templates.find((candidate) => candidate.name === name);
  if (!template) throw new Error(`no stack ${name}`);
  return template;
};
const ofType = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.resources).filter(([, { Type }]) => Type === type);
const resourcesOfType = (type: string) =>
  synthesis.templates.flatMap((template) => ofType(template, type));
/** The value at a path of property names. */
const valueAt = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>((inner, name) => Reflect.get(Object(inner), name), value);
const named = (type: string, property: string, name: string): [string, Resource] => {
  const resource = resourcesOfType(type).find(
    ([, { Properties }]) => Properties[property] === name,
  );
  if (!resource) throw new Error(`no ${type} called ${name}`);
  return resource;
};
const alarmNames = () =>
  resourcesOfType('AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
    String(Properties['AlarmName']),
  );

const agents = subscribers.filter((name) => name !== 'api');
const withQueue = [...subscribers, 'webhooks', 'callbacks', 'sweeper'];
const functions = [...agents, 'intake', 'webhooks', 'sweeper', 'api'];

describe.each(withQueue)('the queue of %s', (owner) => {
  const queue = () => named('AWS::SQS::Queue', 'QueueName', `bauhaus-test-${owner}`);

  it('has dead letters, which messages reach after a few deliveries', () => {
    const [deadLetters] = named(
      'AWS::SQS::Queue',
      'QueueName',
      `bauhaus-test-${owner}-dead-letters`,
    );
    expect(queue()[1].Properties['RedrivePolicy']).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] },
      maxReceiveCount: 30,
    });
  });
  it('is encrypted, and refuses connections that are not', () => {
    expect(queue()[1].Properties['KmsMasterKeyId']).toBeDefined();
    const policies = resourcesOfType('AWS::SQS::QueuePolicy').filter(([, { Properties }]) =>
      JSON.stringify(Properties['Queues']).includes(queue()[0]),
    );
    expect(JSON.stringify(policies)).toContain('aws:SecureTransport');
  });
  it('has alarms for messages that wait and for those that were given up', () => {
    expect(alarmNames()).toEqual(
      expect.arrayContaining([
        `bauhaus-test-${owner}-waiting`,
        `bauhaus-test-${owner}-dead-letters`,
      ]),
    );
  });
});

describe.each(functions)('the function %s', (name) => {
  const fn = () =>
    named('AWS::Lambda::Function', 'FunctionName', `bauhaus-test-${name}`)[1].Properties;

  it('runs on Node 24 on arm64, with a log that ends', () => {
    expect(fn()).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    expect(
      named('AWS::Logs::LogGroup', 'LogGroupName', `/bauhaus/test/${name}`)[1].Properties[
        'RetentionInDays'
      ],
    ).toBe(30);
  });
  it('has alarms for errors and for throttling', () => {
    expect(alarmNames()).toEqual(
      expect.arrayContaining([`bauhaus-test-${name}-errors`, `bauhaus-test-${name}-throttled`]),
    );
  });
  it('holds no credential in its environment', () => {
    // It names a key that never leaves KMS.
    const { SEALING_KEY_ID: named, ...others } = Object(valueAt(fn(), 'Environment', 'Variables'));
    expect(JSON.stringify(named)).toContain('SealingKey');
    const variables = Object.keys(others);
    expect(
      variables.filter((variable) => /TOKEN|KEY|SECRET(?!S$)|PASSWORD/.test(variable)),
    ).toEqual([]);
  });
});

describe.each([...agents, 'intake', 'sweeper'])('the queue of the function %s', (name) => {
  it('is read with partial failures, bounded concurrency and six timeouts of visibility', () => {
    const [id, fn] = named('AWS::Lambda::Function', 'FunctionName', `bauhaus-test-${name}`);
    const alias = resourcesOfType('AWS::Lambda::Alias').find(([, { Properties }]) =>
      JSON.stringify(Properties['FunctionName']).includes(`"${id}"`),
    );
    const mapping = resourcesOfType('AWS::Lambda::EventSourceMapping').find(([, { Properties }]) =>
      JSON.stringify(Properties['FunctionName']).includes(`"${alias?.[0]}"`),
    );
    expect(mapping?.[1].Properties).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 20 },
    });
    const queue = named(
      'AWS::SQS::Queue',
      'QueueName',
      `bauhaus-test-${name === 'intake' ? 'api' : name}`,
    );
    expect(JSON.stringify(mapping?.[1].Properties['EventSourceArn'])).toContain(queue[0]);
    expect(queue[1].Properties['VisibilityTimeout']).toBe(6 * Number(fn.Properties['Timeout']));
  });
});

describe('the time of a function', () => {
  const secondsOf = (name: string) =>
    named('AWS::Lambda::Function', 'FunctionName', `bauhaus-test-${name}`)[1].Properties['Timeout'];

  it('is long enough for what its agent waits for, and for its fallback', () => {
    const leftForModelMs = 1_000 * Number(secondsOf('itinerary')) - reserves.fallback;
    expect(leftForModelMs).toBeGreaterThanOrEqual(
      defaultModelTimeoutMs + draftTimeoutMs + repairTimeoutMs,
    );
    for (const name of functions.filter((other) => other !== 'itinerary' && other !== 'api'))
      expect(secondsOf(name)).toBe(60);
  });

  it('of the API ends before API Gateway gives up on it, so that a client gets our answer', () => {
    expect(secondsOf('api')).toBeLessThan(30);
  });
});

describe('the bus', () => {
  const rulesOfTheBus = () =>
    resourcesOfType('AWS::Events::Rule').filter(
      ([, { Properties }]) => Properties['EventPattern'] !== undefined,
    );
  const isOfPublicEvents = ([, { Properties }]: ReturnType<typeof rulesOfTheBus>[number]) =>
    Properties['Name'] === 'PublicEvents.deliveries';
  const rules = () => rulesOfTheBus().filter((rule) => !isOfPublicEvents(rule));

  it('has one rule besides, which brings public events to who sends them to agencies', () => {
    const [queue] = named('AWS::SQS::Queue', 'QueueName', 'bauhaus-test-deliveries');
    expect(rulesOfTheBus().filter(isOfPublicEvents)).toEqual([
      [
        expect.any(String),
        expect.objectContaining({
          Properties: expect.objectContaining({
            EventPattern: {
              source: ['bauhaus.travel'],
              'detail-type': Object.values(publicEvents),
            },
            Targets: [expect.objectContaining({ Arn: { 'Fn::GetAtt': [queue, 'Arn'] } })],
          }),
        }),
      ],
    ]);
  });

  it('has exactly one rule for each event and subscriber of the catalogue', () => {
    const expected = catalogue
      .filter((definition) => !('timer' in definition && definition.timer))
      .flatMap(({ name, version, subscribers: all }) =>
        all.map((subscriber) => `${name}.v${version}.${subscriber}`),
      );
    expect(
      rules()
        .map(([, { Properties }]) => Properties['Name'])
        .sort(),
    ).toEqual([...expected].sort());
    expect(expected.length).toBeGreaterThan(10);
  });

  it('delivers each to its subscriber’s queue, with dead letters of its own', () => {
    for (const [, { Properties }] of rules()) {
      const subscription = subscriptions.find(({ name }) => name === Properties['Name']);
      const owner = subscription?.subscriber ?? '';
      const [queue] = named('AWS::SQS::Queue', 'QueueName', `bauhaus-test-${owner}`);
      const [deadLetters] = named(
        'AWS::SQS::Queue',
        'QueueName',
        `bauhaus-test-${owner}-rules-dead-letters`,
      );
      expect(Properties['Targets']).toMatchObject([
        {
          Arn: { 'Fn::GetAtt': [queue, 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [deadLetters, 'Arn'] } },
        },
      ]);
      expect(Properties['EventPattern']).toMatchObject({
        'detail-type': [subscription?.event],
        detail: { version: [subscription?.version] },
      });
      expect(JSON.stringify(Properties)).not.toContain('MessageGroupId');
    }
  });

  it('takes bookings from other systems only, and everything else from our own services', () => {
    for (const [, { Properties }] of rules()) {
      const isBooking = String(Properties['Name']).startsWith('TripBookingReceived');
      expect(valueAt(Properties, 'EventPattern', 'source')).toEqual(
        isBooking ? [{ prefix: 'bauhaus.agency.' }] : ['bauhaus.travel'],
      );
    }
  });

  it('archives our own events, and so no personal data', () => {
    expect(
      ofType(stack('Messaging'), 'AWS::Events::Archive').map(
        ([, { Properties }]) => Properties['EventPattern'],
      ),
    ).toMatchObject([{ source: ['bauhaus.travel'] }]);
  });

  it('stays with its archive and the key where data is kept, and goes with them where not', () => {
    const policies = (template: Template) =>
      ['AWS::Events::EventBus', 'AWS::Events::Archive', 'AWS::KMS::Key'].map((type) =>
        ofType(template, type).map(([, { DeletionPolicy }]) => DeletionPolicy),
      );
    expect(policies(stack('Messaging'))).toEqual([['Retain'], ['Retain'], ['Retain']]);
    expect(policies(synthesis.throwaway)).toEqual([['Delete'], ['Delete'], ['Delete']]);
  });

  it('lets another account put bookings of its own agency, and nothing else', () => {
    const [[, policy] = ['', undefined]] = ofType(
      stack('Messaging'),
      'AWS::Events::EventBusPolicy',
    );
    expect(valueAt(policy?.Properties, 'Statement')).toMatchObject({
      Action: 'events:PutEvents',
      Condition: {
        StringEquals: {
          'events:source': 'bauhaus.agency.3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10',
          'events:detail-type': 'TripBookingReceived',
        },
      },
    });
  });
});

describe('what functions may do', () => {
  const statements = () =>
    // But for the CDK's own function, of which guards.test.ts says what it may do.
    resourcesOfType('AWS::IAM::Policy')
      .filter(([id]) => !id.startsWith('CustomCDKBucketDeployment'))
      .flatMap(([id, { Properties }]) => {
        const all: unknown = valueAt(Properties, 'PolicyDocument', 'Statement');
        return (Array.isArray(all) ? all : []).map((statement: unknown) => ({
          id,
          actions: [valueAt(statement, 'Action')].flat(),
          resources: JSON.stringify(valueAt(statement, 'Resource')),
        }));
      });

  it('names every action, and no wider resource than an agent’s own schedules', () => {
    expect(statements().length).toBeGreaterThan(functions.length);
    expect(
      statements().filter(({ actions }) => actions.some((action) => String(action).includes('*'))),
    ).toEqual([]);
    const wide = statements().filter(({ resources }) => resources.includes('*'));
    expect(
      wide.filter(({ resources }) => !/:schedule\/bauhaus-test\/[a-z-]+-\*"/.test(resources)),
    ).toEqual([]);
  });

  it('includes schedules for agents that have timers, each its own, and for the sweeper', () => {
    const scheduling = statements()
      .filter(({ actions }) => actions.includes('scheduler:CreateSchedule'))
      .map(({ resources }) =>
        [...resources.matchAll(/schedule\/bauhaus-test\/([a-z-]+)-\*/g)].map(([, owner]) => owner),
      );
    const withTimers = agents.filter(hasTimers).sort();
    const own = scheduling.filter(({ length }) => length === 1).flat();
    expect(own.sort()).toEqual(withTimers);
    // The sweeper schedules what agents have set more than a day ahead.
    expect(scheduling.filter(({ length }) => length !== 1).map((all) => all.sort())).toEqual([
      withTimers,
    ]);
  });

  it('satisfies cdk-nag, but for what is justified', () =>
    expect(synthesis.complaints).toEqual([]));
});

describe('alarms', () => {
  it('each have a runbook that is there', () => {
    const runbooks = resourcesOfType('AWS::CloudWatch::Alarm').map(
      ([, { Properties }]) =>
        /docs\/runbooks\/[a-z-]+\.md/.exec(String(Properties['AlarmDescription']))?.[0] ?? 'none',
    );
    expect(runbooks.filter((file) => !existsSync(file))).toEqual([]);
    expect(runbooks.length).toBeGreaterThan(30);
  });
});

it('every stack has the template that was last accepted (jest -u after a look at the diff)', () => {
  for (const { name, json } of synthesis.templates) expect(masked(json)).toMatchSnapshot(name);
  expect(synthesis.templates.map(({ name }) => name).sort()).toEqual([
    'Agents',
    'Api',
    'Credentials',
    'Edge',
    'Messaging',
    'Observability',
  ]);
});
