import { readFileSync } from 'node:fs';
import { ownSource } from '#shared/adapters/aws/queue-message.ts';
import { dashboardSvg, widgetsOf } from '../lib/dashboard-svg.ts';
import { dashboardBodyOf, type Resource, type Synthesis, synthesise } from './templates.ts';

let synthesis: Synthesis;
beforeAll(() => {
  synthesis = synthesise();
}, 120_000);

type Named = readonly [id: string, resource: Resource];
const ofType = (type: string): Named[] =>
  synthesis.templates.flatMap(({ resources }) =>
    Object.entries(resources).filter(([, { Type }]) => Type === type),
  );
const valueAt = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>((inner, name) => Reflect.get(Object(inner), name), value);
/** Whether a part of a template refers to a resource, of its own stack or of another one's. */
const refersTo = (part: unknown, id: string): boolean =>
  new RegExp(`("|ExportsOutput(Ref|FnGetAtt))${id}("|Arn|[0-9A-F]{8}")`).test(
    JSON.stringify(part ?? null),
  );
const statementsOf = ({ Properties }: Resource, document: string): readonly unknown[] =>
  [valueAt(Properties, document, 'Statement')].flat();
const allows = (statement: unknown, service: string, action: string): boolean =>
  valueAt(statement, 'Effect') === 'Allow' &&
  [valueAt(statement, 'Principal', 'Service')].flat().includes(service) &&
  [valueAt(statement, 'Action')].flat().includes(action);
const isOfThisAccount = (statement: unknown): boolean =>
  valueAt(statement, 'Condition', 'StringEquals', 'aws:SourceAccount') !== undefined;

describe('an alarm', () => {
  const composites = () => ofType('AWS::CloudWatch::CompositeAlarm');
  const [cloudWatch, publish] = ['cloudwatch.amazonaws.com', 'sns:Publish'];
  const topic = (): Named => {
    const [first] = ofType('AWS::SNS::Topic');
    if (first === undefined) throw new Error('there is no topic');
    return first;
  };

  it('acts itself, or is a part of a composite alarm that does', () => {
    const speaks = ({ Properties }: Resource) => refersTo(Properties['AlarmActions'], topic()[0]);
    const silent = ofType('AWS::CloudWatch::Alarm').filter(
      ([id, alarm]) =>
        !speaks(alarm) &&
        !composites().some(
          ([, composite]) => speaks(composite) && refersTo(composite.Properties['AlarmRule'], id),
        ),
    );
    expect(silent.map(([id]) => id)).toEqual([]);
    expect(composites().length).toBeGreaterThan(0);
  });

  it('may publish to the topic, which tells somebody', () => {
    const [id] = topic();
    const policies = ofType('AWS::SNS::TopicPolicy').filter(([, { Properties }]) =>
      refersTo(Properties['Topics'], id),
    );
    const allowed = policies
      .flatMap(([, policy]) => statementsOf(policy, 'PolicyDocument'))
      .filter((statement) => allows(statement, cloudWatch, publish));
    expect(allowed.map(isOfThisAccount)).toEqual([true]);
    expect(
      ofType('AWS::SNS::Subscription').filter(([, { Properties }]) =>
        refersTo(Properties['TopicArn'], id),
      ),
    ).toHaveLength(1);
  });

  it('may use the key that encrypts the topic', () => {
    const keyId = topic()[1].Properties['KmsMasterKeyId'];
    const [key] = ofType('AWS::KMS::Key').filter(([id]) => refersTo(keyId, id));
    const statements = key ? statementsOf(key[1], 'KeyPolicy') : [];
    for (const action of ['kms:Decrypt', 'kms:GenerateDataKey*'])
      expect(
        statements.some(
          (statement) => allows(statement, cloudWatch, action) && isOfThisAccount(statement),
        ),
      ).toBe(true);
  });

  it('about failures goes by their share, so that one of a quiet night wakes nobody', () => {
    const names = /-(errors|throttled|api-5xx|api-4xx|unknown|quarantined|schedules-failing)$/;
    const counted = ofType('AWS::CloudWatch::Alarm')
      .filter(([, { Properties }]) => names.test(String(Properties['AlarmName'])))
      .filter(
        ([, { Properties }]) => !JSON.stringify(Properties['Metrics'] ?? '').includes('100 *'),
      );
    expect(counted.map(([, { Properties }]) => Properties['AlarmName'])).toEqual([]);
  });
});

describe('a webhook', () => {
  const routes = () =>
    ofType('AWS::ApiGatewayV2::Route').filter(([, { Properties }]) =>
      String(Properties['RouteKey']).includes('/webhooks/'),
    );
  const integrationOf = ([, { Properties }]: Named): Resource['Properties'] => {
    const [found] = ofType('AWS::ApiGatewayV2::Integration').filter(([id]) =>
      refersTo(Properties['Target'], id),
    );
    return found?.[1].Properties ?? {};
  };

  it('goes into a queue without a function, with its body as it came and its signature', () => {
    const seen = routes().map((route) => {
      const integration = integrationOf(route);
      const parameters = Object(integration['RequestParameters']);
      return [
        route[1].Properties['RouteKey'],
        integration['IntegrationSubtype'],
        parameters['MessageBody'],
        /\$\{request\.header\.x-twilio-signature\}/.test(parameters['MessageAttributes']),
      ];
    });
    expect(seen).toEqual([
      ['POST /webhooks/twilio', 'SQS-SendMessage', '$request.body', true],
      ['POST /webhooks/twilio/status/{messageId}', 'SQS-SendMessage', '$request.body', true],
      ['POST /webhooks/aeroapi/{token}', 'SQS-SendMessage', '$request.body', false],
    ]);
  });

  it('has a throttle of its own', () => {
    const [[, stage] = ['', undefined]] = ofType('AWS::ApiGatewayV2::Stage');
    const settings = Object(stage?.Properties['RouteSettings']);
    for (const [, { Properties }] of routes())
      expect(valueAt(settings, String(Properties['RouteKey']), 'ThrottlingRateLimit')).toEqual(
        expect.any(Number),
      );
  });

  it('that reports a status is read fifty at a time', () => {
    const [queue] = ofType('AWS::SQS::Queue').filter(
      ([, { Properties }]) => Properties['QueueName'] === 'bauhaus-test-callbacks',
    );
    const mappings = ofType('AWS::Lambda::EventSourceMapping').filter(([, { Properties }]) =>
      refersTo(Properties['EventSourceArn'], queue?.[0] ?? 'none'),
    );
    expect(mappings.map(([, { Properties }]) => Properties['BatchSize'])).toEqual([50]);
  });
});

describe('the edge with a domain', () => {
  it('has a firewall, which lets webhooks through unread', () => {
    const [[id, firewall] = ['', undefined]] = ofType('AWS::WAFv2::WebACL');
    const [[, distribution] = ['', undefined]] = ofType('AWS::CloudFront::Distribution');
    expect(refersTo(valueAt(distribution?.Properties, 'DistributionConfig', 'WebACLId'), id)).toBe(
      true,
    );
    const rules = [valueAt(firewall?.Properties, 'Rules')].flat();
    for (const rule of rules) expect(JSON.stringify(rule)).toContain('/webhooks/');
    expect(rules.length).toBeGreaterThan(2);
  });

  it('is the only way to the API', () => {
    const [[, api] = ['', undefined]] = ofType('AWS::ApiGatewayV2::Api');
    expect(api?.Properties['DisableExecuteApiEndpoint']).toBe(true);
  });
});

it('a new version of each function is tried on a tenth, and taken back where it fails', () => {
  const functions = ofType('AWS::Lambda::Function').map(([, { Properties }]) =>
    String(Properties['FunctionName']),
  );
  const groups = ofType('AWS::CodeDeploy::DeploymentGroup').map(([, { Properties }]) => ({
    config: Properties['DeploymentConfigName'],
    alarm: JSON.stringify(valueAt(Properties, 'AlarmConfiguration', 'Alarms')),
    rollsBack: valueAt(Properties, 'AutoRollbackConfiguration', 'Events'),
  }));
  expect(groups).toHaveLength(functions.length);
  for (const { config, alarm, rollsBack } of groups) {
    expect(config).toBe('CodeDeployDefault.LambdaCanary10Percent5Minutes');
    expect(alarm).toContain('errors');
    expect(rollsBack).toContain('DEPLOYMENT_STOP_ON_ALARM');
  }
});

describe('the dashboard', () => {
  const widgets = () => widgetsOf(dashboardBodyOf(synthesis));

  it('asks first whether anybody is not told something, whose fault it is, who is affected', () => {
    const first = widgets().filter(({ y }) => y === 0);
    expect(first.map(({ properties }) => properties['title'])).toEqual([
      'Is anybody not being told something now?',
      'Whose fault is it?',
      'Who is affected: failures by agency',
    ]);
  });

  it('is drawn in the documentation as it is (npm run docs:dashboard)', () => {
    expect(readFileSync('docs/dashboard.svg', 'utf8')).toBe(dashboardSvg(widgets()));
  });
});

it('no function puts events on the bus under another source than its own', () => {
  const statements = ofType('AWS::IAM::Policy')
    .flatMap(([, policy]) => statementsOf(policy, 'PolicyDocument'))
    .filter((statement) => [valueAt(statement, 'Action')].flat().includes('events:PutEvents'));
  expect(statements.length).toBeGreaterThan(5);
  for (const statement of statements)
    expect(valueAt(statement, 'Condition', 'StringEquals', 'events:source')).toBe(ownSource);
});

describe('mail to members', () => {
  const sends = (statement: unknown) =>
    [valueAt(statement, 'Action')].flat().includes('ses:SendEmail');

  it('is sent by the functions that send it alone, under the one sender', () => {
    const senders = ofType('AWS::IAM::Policy').filter(([, policy]) =>
      statementsOf(policy, 'PolicyDocument').some(sends),
    );
    expect(
      senders.map(([id]) => /^(?:Agent)?(api|duty|sweeper)/i.exec(id)?.[1]?.toLowerCase()),
    ).toEqual(['duty', 'sweeper', 'api']);
    for (const [, policy] of senders)
      for (const statement of statementsOf(policy, 'PolicyDocument').filter(sends)) {
        expect(valueAt(statement, 'Condition', 'StringEquals', 'ses:FromAddress')).toBe(
          'desk@travel.example',
        );
        expect(JSON.stringify(valueAt(statement, 'Resource'))).not.toContain('*');
      }
  });

  it('of a month is asked for by a schedule, of the sweeper', () => {
    const [schedule, ...more] = ofType('AWS::Scheduler::Schedule');
    expect(more).toEqual([]);
    expect(valueAt(schedule?.[1], 'Properties', 'Target', 'Input')).toBe('{"task":"report"}');
    const [queueId] =
      ofType('AWS::SQS::Queue').find(([id]) => /^AgentQueue.?sweeper(?!.*Dead)/.test(id)) ?? [];
    expect(refersTo(valueAt(schedule?.[1], 'Properties', 'Target', 'Arn'), queueId ?? '')).toBe(
      true,
    );
  });
});
