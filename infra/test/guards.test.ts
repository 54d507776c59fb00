import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
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

/** The CDK’s own function that copies the console into its bucket, at a deployment. */
const copies = /^CustomCDKBucketDeployment/;

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

describe('the console', () => {
  const distribution = () => {
    const [[, found] = ['', undefined]] = ofType('AWS::CloudFront::Distribution');
    return valueAt(found?.Properties, 'DistributionConfig');
  };
  const behaviors = () => [valueAt(distribution(), 'CacheBehaviors')].flat();
  const console = (): Named => {
    const [first, ...others] = ofType('AWS::S3::Bucket').filter(([id]) => /^Console/.test(id));
    if (first === undefined || others.length > 0) throw new Error('one bucket has the console');
    return first;
  };
  /** The address for which the bucket is asked, by the function that is deployed. */
  const askedFor = (uri: string): string => {
    const [[id, found] = ['', undefined]] = ofType('AWS::CloudFront::Function');
    for (const behavior of behaviors())
      expect([
        valueAt(behavior, 'FunctionAssociations', 0, 'EventType'),
        refersTo(valueAt(behavior, 'FunctionAssociations', 0, 'FunctionARN'), id),
      ]).toEqual(['viewer-request', true]);
    return runInNewContext(`${found?.Properties['FunctionCode']}; handler(event).uri`, {
      event: { request: { uri } },
    });
  };

  it('is of the same host as the API, whose answers nothing rewrites', () => {
    expect(behaviors().map((behavior) => valueAt(behavior, 'PathPattern'))).toEqual([
      '/console',
      '/console/*',
    ]);
    const origins = [valueAt(distribution(), 'Origins')].flat();
    const of = (behavior: unknown) =>
      origins.find((origin) => valueAt(origin, 'Id') === valueAt(behavior, 'TargetOriginId'));
    for (const behavior of behaviors())
      expect(refersTo(valueAt(of(behavior), 'DomainName'), console()[0])).toBe(true);
    const api = valueAt(distribution(), 'DefaultCacheBehavior');
    expect(valueAt(of(api), 'DomainName')).toBe('origin.travel.example');
    expect(valueAt(api, 'FunctionAssociations')).toBeUndefined();
    // They hold for every path.
    expect(valueAt(distribution(), 'CustomErrorResponses')).toBeUndefined();
  });

  it('answers every address of a page with the page, and an asset with itself', () => {
    const page = '/console/index.html';
    for (const uri of ['/console', '/console/', '/console/now', '/console/journeys/a.b', page])
      expect(askedFor(uri)).toBe(page);
    expect(askedFor('/console/headers.json')).toBe(page);
    const asset = '/console/assets/console-NEWEST01.js';
    expect(askedFor(asset)).toBe(asset);
  });

  it('is in a bucket that nobody but this CloudFront reads', () => {
    const [id, { Properties }] = console();
    expect(Object.values(Object(Properties['PublicAccessBlockConfiguration']))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const allowed = ofType('AWS::S3::BucketPolicy')
      .filter(([, policy]) => refersTo(policy.Properties['Bucket'], id))
      .flatMap(([, policy]) => statementsOf(policy, 'PolicyDocument'))
      .filter((statement) => valueAt(statement, 'Effect') === 'Allow');
    const [[distributionId] = ['']] = ofType('AWS::CloudFront::Distribution');
    expect(allowed.map((statement) => valueAt(statement, 'Action'))).toEqual(['s3:GetObject']);
    expect(allowed[0]).toMatchObject({ Principal: { Service: 'cloudfront.amazonaws.com' } });
    expect(
      refersTo(valueAt(allowed[0], 'Condition', 'StringEquals', 'AWS:SourceArn'), distributionId),
    ).toBe(true);
    const [[accessId] = ['']] = ofType('AWS::CloudFront::OriginAccessControl');
    expect(refersTo(valueAt(distribution(), 'Origins'), accessId)).toBe(true);
  });

  it('is answered with the policy of its build, over TLS for a year', () => {
    const [[id, policy] = ['', undefined]] = ofType('AWS::CloudFront::ResponseHeadersPolicy');
    for (const behavior of behaviors())
      expect(refersTo(valueAt(behavior, 'ResponseHeadersPolicyId'), id)).toBe(true);
    const config = valueAt(policy?.Properties, 'ResponseHeadersPolicyConfig');
    expect(valueAt(config, 'CorsConfig')).toBeUndefined();
    const built = JSON.parse(readFileSync('infra/test/stand-in/console/headers.json', 'utf8'));
    expect(valueAt(config, 'SecurityHeadersConfig')).toEqual({
      ContentSecurityPolicy: {
        ContentSecurityPolicy: built['content-security-policy'],
        Override: true,
      },
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY', Override: true },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, Override: true },
    });
  });

  it('gets its assets first, which browsers keep, then its page, which they ask for anew', () => {
    const deployments = ofType('Custom::CDKBucketDeployment');
    expect(
      deployments.map(([, { Properties }]) => [
        Properties['DestinationBucketKeyPrefix'],
        valueAt(Properties, 'SystemMetadata', 'cache-control'),
        Properties['Prune'],
      ]),
    ).toEqual([
      ['console/assets', 'public, max-age=31536000, immutable', false],
      ['console', 'no-cache', false],
    ]);
    const [[assets] = [''], [, page] = ['', undefined]] = deployments;
    expect([page?.DependsOn].flat()).toContain(assets);
  });

  it('is copied by a function that reaches its bucket and the assets of the CDK alone', () => {
    const [policy, ...others] = ofType('AWS::IAM::Policy').filter(([id]) => copies.test(id));
    expect(others).toEqual([]);
    const resources = policy ? statementsOf(policy[1], 'PolicyDocument') : [];
    expect(resources.length).toBeGreaterThan(1);
    for (const statement of resources)
      expect(
        refersTo(valueAt(statement, 'Resource'), console()[0]) ||
          /cdk-\w+-assets-/.test(JSON.stringify(valueAt(statement, 'Resource'))),
      ).toBe(true);
  });
});

it('a new version of each function is tried on a tenth, and taken back where it fails', () => {
  const functions = ofType('AWS::Lambda::Function').filter(([id]) => !copies.test(id));
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
