import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Stage } from './stage.ts';

/** An alarm; each has a runbook. */
export interface AlarmOptions {
  readonly name: string;
  /** What is wrong, as a sentence for the person who is called. */
  readonly problem: string;
  /** File in docs/runbooks, without its extension. */
  readonly runbook: string;
  readonly metric: IMetric;
  /** The alarm goes off above this value, or below it where `isFloor` is set. */
  readonly threshold: number;
  readonly isFloor?: boolean;
  /** For how many minutes in a row; 1 by default. */
  readonly minutes?: number;
  /** Whether a composite alarm speaks for it, so that one incident is one call. */
  readonly isPart?: boolean;
  /** Whether it also goes off without data. */
  readonly alarmsWithoutData?: boolean;
}

/** Adds an alarm that notifies the topic when it goes off and when it is over. */
export const alarm = (scope: Construct, topic: ITopic, options: AlarmOptions): Alarm => {
  const {
    name,
    problem,
    runbook,
    metric,
    threshold,
    isFloor = false,
    minutes = 1,
    alarmsWithoutData = false,
    isPart = false,
  } = options;
  const cloudWatchAlarm = new Alarm(scope, `Alarm-${name}`, {
    alarmName: name,
    alarmDescription: describe(problem, runbook),
    metric,
    threshold,
    comparisonOperator: isFloor
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: minutes,
    treatMissingData: alarmsWithoutData
      ? TreatMissingData.BREACHING
      : TreatMissingData.NOT_BREACHING,
  });
  if (!isPart) tell(cloudWatchAlarm, topic);
  return cloudWatchAlarm;
};

const describe = (problem: string, runbook: string): string =>
  `${problem} Runbook: docs/runbooks/${runbook}.md`;

const tell = (target: Alarm | CompositeAlarm, topic: ITopic): void => {
  target.addAlarmAction(new SnsAction(topic));
  target.addOkAction(new SnsAction(topic));
};

/** Adds an alarm that goes off with any of its parts, and tells their topic once for all. */
export const compositeAlarm = (
  scope: Construct,
  topic: ITopic,
  options: Pick<AlarmOptions, 'name' | 'problem' | 'runbook'> & {
    readonly parts: readonly IAlarm[];
  },
): CompositeAlarm => {
  const composite = new CompositeAlarm(scope, `Composite-${options.name}`, {
    compositeAlarmName: options.name,
    alarmDescription: describe(options.problem, options.runbook),
    alarmRule: AlarmRule.anyOf(...options.parts),
  });
  tell(composite, topic);
  return composite;
};

/**
 * How many per cent of the whole went wrong; 0 while fewer than `atLeast` did, so that the one
 * failure of a quiet night wakes nobody.
 */
export const percentOf = (
  { isEmulated }: Pick<Stage, 'isEmulated'>,
  part: IMetric,
  whole: IMetric,
  { atLeast, every = period }: { readonly atLeast: number; readonly every?: Duration },
): IMetric =>
  isEmulated
    ? part
    : new MathExpression({
        expression:
          `IF(FILL(part, 0) < ${atLeast}, 0, ` +
          '100 * FILL(part, 0) / MAX([FILL(part, 0), FILL(whole, 0)]))',
        usingMetrics: { part, whole },
        period: every,
        label: 'per cent',
      });

/** The period of the metrics of alarms. */
export const period = Duration.minutes(1);
