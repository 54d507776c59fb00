import type { Stack } from 'aws-cdk-lib';
import { NagSuppressions } from 'cdk-nag';

/** Suppresses the rules of cdk-nag (AwsSolutions) that are not followed, each with its reason. */
export const justify = (
  stacks: Readonly<
    Record<'messaging' | 'credentials' | 'api' | 'agents' | 'observability', Stack>
  > & { readonly edge: Stack | null },
): void => {
  NagSuppressions.addStackSuppressions(stacks.messaging, [
    {
      id: 'AwsSolutions-SQS3',
      reason:
        'These queues are themselves dead letters, of rules and of schedules; cdk-nag only ' +
        'recognises the dead letters of queues. Each has an alarm.',
    },
  ]);
  for (const stack of [stacks.agents, stacks.api])
    NagSuppressions.addStackSuppressions(stack, [
      {
        id: 'AwsSolutions-IAM4',
        reason:
          'CodeDeploy shifts the aliases of functions, with the policy that AWS keeps for it.',
        appliesTo: [{ regex: '/^Policy::.*\\/AWSCodeDeployRoleForLambdaLimited$/g' }],
      },
    ]);
  NagSuppressions.addStackSuppressions(stacks.agents, [
    {
      id: 'AwsSolutions-IAM5',
      reason:
        'An agent makes one schedule for each timer, so their names cannot be listed; they all ' +
        'begin with its own name, in the one group of the stage.',
      appliesTo: [{ regex: '/^Resource::arn:.*:schedule\\/bauhaus-[a-z0-9-]+\\/[a-z-]+-\\*$/g' }],
    },
  ]);
  NagSuppressions.addStackSuppressions(stacks.credentials, [
    {
      id: 'AwsSolutions-SMG4',
      reason:
        'The credentials belong to Twilio, FlightAware and Supabase: they are rotated there, by ' +
        'hand (docs/runbooks/credentials.md), and taken up within five minutes. A new secret of ' +
        'links would end the links that travellers hold.',
    },
  ]);
  NagSuppressions.addStackSuppressions(stacks.api, [
    {
      id: 'AwsSolutions-APIG4',
      reason:
        'The API authorises in its own code: API keys of agencies (hashed in the database), ' +
        'signatures of Twilio, an unguessable path for AeroAPI.',
    },
  ]);
  if (stacks.edge !== null)
    NagSuppressions.addStackSuppressions(stacks.edge, [
      {
        id: 'AwsSolutions-CFR1',
        reason: 'Agencies and travellers are in any country.',
      },
      {
        id: 'AwsSolutions-CFR3',
        reason:
          'The HTTP API behind it logs every request without its path, which may hold a secret; ' +
          'a log of CloudFront would hold paths and addresses. The firewall samples what it ' +
          'blocks.',
      },
      {
        id: 'AwsSolutions-S1',
        reason: 'The bucket of the console has what every browser gets, and CloudFront alone asks.',
      },
      {
        id: 'AwsSolutions-IAM4',
        reason: 'A function of the CDK that copies files at a deployment, and writes a log.',
        appliesTo: [{ regex: '/^Policy::.*\\/AWSLambdaBasicExecutionRole$/g' }],
      },
      {
        id: 'AwsSolutions-IAM5',
        reason:
          'The same function reads the bucket with the assets of the CDK and writes that of the ' +
          'console, by actions that the CDK chooses.',
        appliesTo: [
          { regex: '/^Action::s3:(GetObject|GetBucket|List|DeleteObject|Abort)\\*$/g' },
          { regex: '/^Resource::<ConsoleFiles[0-9A-F]{8}\\.Arn>\\/\\*$/g' },
          { regex: '/^Resource::arn:.*:s3:::cdk-.*-assets-.*\\/\\*$/g' },
        ],
      },
      {
        id: 'AwsSolutions-L1',
        reason: 'The same function runs on the version of Python that the CDK was tested with.',
      },
    ]);
};
