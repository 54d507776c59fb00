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

/** An alarm somebody is told of; there is none without a page that says what to do. */
export interface AlarmOptions {
  readonly name: string;
  /** What is wrong, as the person who is woken needs to read it. */
  readonly says: string;
  /** File in docs/runbooks, without its extension. */
  readonly runbook: string;
  readonly metric: IMetric;
  /** Above this, or below it where `isFloor`, something is wrong. */
  readonly limit: number;
  readonly isFloor?: boolean;
  /** For so many minutes in a row. */
  readonly minutes?: number;
  /** No numbers at all are wrong as well. */
  readonly silenceIsWrong?: boolean;
}

/** Makes an alarm that goes to the topic, and back when it is over. */
export const alarm = (scope: Construct, topic: ITopic, options: AlarmOptions): Alarm => {
  const {
    name,
    says,
    runbook,
    metric,
    limit,
    isFloor = false,
    minutes = 1,
    silenceIsWrong = false,
  } = options;
  const made = new Alarm(scope, `Alarm-${name}`, {
    alarmName: name,
    alarmDescription: `${says} Runbook: docs/runbooks/${runbook}.md`,
    metric,
    threshold: limit,
    comparisonOperator: isFloor
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: minutes,
    treatMissingData: silenceIsWrong ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  made.addAlarmAction(new SnsAction(topic));
  made.addOkAction(new SnsAction(topic));
  return made;
};

/** The period of every alarm's metric. */
export const period = Duration.minutes(1);
