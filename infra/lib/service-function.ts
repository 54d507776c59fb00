import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  type Alias,
  Architecture,
  type Code,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { ownSource } from '#shared/adapters/aws/queue-message.ts';
import { domainOf, parseMailAddress } from '#shared/domain/mail-address.ts';
import { alarm, percentOf, period } from './alarm.ts';
import type { FunctionName } from './bundles.ts';
import { type Stage, timeoutSecondsOf } from './stage.ts';

/** Supplies the code of functions: bundles for a deployment, a stand-in for tests of templates. */
export type CodeOf = (name: FunctionName) => Code;

/** Properties of a ServiceFunction. */
export interface ServiceFunctionProps {
  readonly stage: Stage;
  readonly name: FunctionName;
  readonly codeOf: CodeOf;
  readonly bus: EventBus;
  readonly alarms: ITopic;
  readonly secrets: readonly Secret[];
  /** The parameters with operator settings that it reads. */
  readonly parameters?: readonly StringParameter[];
  /** Wraps the data keys of agencies. */
  readonly sealingKey: IKey;
  /** False: it handles nothing personal, and may not open it. */
  readonly opensSealed: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** It sends mail to members, where the stage has a sender. */
  readonly sendsMail?: true;
}

/**
 * A Lambda function with its role, log and alarms. It may read its credentials and settings,
 * publish to the bus and write its log, and nothing else.
 */
export class ServiceFunction extends Construct {
  readonly fn: LambdaFunction;
  /** What is invoked: the alias of the live version, so that a version may be taken back. */
  readonly live: LambdaFunction | Alias;
  /** It fails as a whole; for composite alarms. */
  readonly errorsAlarm: Alarm;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { stage, name, codeOf, bus, alarms, secrets, parameters = [], environment } = props;
    const { sealingKey, opensSealed } = props;
    const functionName = `bauhaus-${stage.name}-${name}`;
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${functionName} may do`,
    });
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/bauhaus/${stage.name}/${name}`,
      retention: stage.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    logGroup.grantWrite(role);
    this.fn = new LambdaFunction(this, 'Function', {
      functionName,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: codeOf(name),
      memorySize: stage.memoryMb,
      timeout: Duration.seconds(timeoutSecondsOf(stage, name)),
      role,
      logGroup,
      environment: {
        ...environment,
        EVENT_BUS_NAME: bus.eventBusName,
        ...(props.sendsMail && stage.mailFrom && { MAIL_FROM: stage.mailFrom }),
        SEALING_KEY_ID: sealingKey.keyArn,
        RETRY_BASE_SECONDS: String(stage.retryBaseSeconds),
        ...(parameters.length > 0 && {
          SETTINGS_PARAMETERS: parameters.map(({ parameterName }) => parameterName).join(','),
        }),
        SETTINGS_SECRETS: secrets.map(({ secretArn }) => secretArn).join(','),
        POWERTOOLS_METRICS_NAMESPACE: metricNamespace(stage),
        POWERTOOLS_LOG_LEVEL: 'INFO',
        // Frames in logs are lines of the sources.
        NODE_OPTIONS: '--enable-source-maps',
      },
    });
    // Under no other source: an event of an agency's is only what the bus lets its account put.
    this.allow(['events:PutEvents'], [bus.eventBusArn], {
      StringEquals: { 'events:source': ownSource },
    });
    // `grantRead` would add the role to the policy of the key, which belongs to an earlier stack.
    for (const secret of secrets) {
      this.allow(['secretsmanager:GetSecretValue'], [secret.secretArn]);
      if (secret.encryptionKey) this.allow(['kms:Decrypt'], [secret.encryptionKey.keyArn]);
    }
    for (const { parameterArn } of parameters) this.allow(['ssm:GetParameter'], [parameterArn]);
    if (opensSealed)
      this.allow(['kms:Decrypt', 'kms:GenerateDataKey'], [sealingKey.keyArn], {
        'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'agencyId' },
      });
    if (props.sendsMail) this.allowMail(stage);
    this.errorsAlarm = alarm(this, alarms, {
      name: `${functionName}-errors`,
      problem: `${functionName} fails or runs out of time in more than 5 % of its invocations.`,
      runbook: 'function-errors',
      metric: percentOf(
        stage,
        this.fn.metricErrors({ period }),
        this.fn.metricInvocations({ period }),
        {
          atLeast: 2,
        },
      ),
      threshold: 5,
      minutes: 3,
    });
    alarm(this, alarms, {
      name: `${functionName}-throttled`,
      problem: `More than 5 % of the invocations of ${functionName} find no free concurrency.`,
      runbook: 'function-throttled',
      metric: percentOf(
        stage,
        this.fn.metricThrottles({ period }),
        this.fn.metricInvocations({ period }),
        {
          atLeast: 2,
        },
      ),
      threshold: 5,
      minutes: 3,
    });
    this.live = this.addAlias(stage);
  }

  /**
   * The alias of the live version. A new version gets a tenth of the invocations for five minutes
   * and then all, or none where the function fails meanwhile.
   */
  private addAlias(stage: Stage): LambdaFunction | Alias {
    if (stage.isEmulated) return this.fn;
    const alias = this.fn.addAlias('live');
    if (stage.canary)
      new LambdaDeploymentGroup(this, 'Canary', {
        alias,
        deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
        alarms: [this.errorsAlarm],
      });
    return alias;
  }

  /** Under the one sender; what SES has verified is its domain or the address itself. */
  private allowMail({ mailFrom }: Stage): void {
    const from = parseMailAddress(mailFrom ?? '');
    if (!from) return;
    const { stack } = this.fn;
    const identity = (resourceName: string) =>
      stack.formatArn({ service: 'ses', resource: 'identity', resourceName });
    this.allow(['ses:SendEmail'], [identity(domainOf(from)), identity(from.address)], {
      StringEquals: { 'ses:FromAddress': from.address },
    });
  }

  /** Allows the function these actions on these resources. */
  allow(
    actions: readonly string[],
    resources: readonly string[],
    conditions: Record<string, Record<string, string>> = {},
  ): void {
    this.fn.addToRolePolicy(
      new PolicyStatement({ actions: [...actions], resources: [...resources], conditions }),
    );
  }
}

/** The CloudWatch namespace of a stage's metrics. */
export const metricNamespace = ({ name }: Stage): string => `BauhausTravel/${name}`;
