import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

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
  } = options;
  const cloudWatchAlarm = new Alarm(scope, `Alarm-${name}`, {
    alarmName: name,
    alarmDescription: `${problem} Runbook: docs/runbooks/${runbook}.md`,
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
  cloudWatchAlarm.addAlarmAction(new SnsAction(topic));
  cloudWatchAlarm.addOkAction(new SnsAction(topic));
  return cloudWatchAlarm;
};

/** The period of the metrics of alarms. */
export const period = Duration.minutes(1);
