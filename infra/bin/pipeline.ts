import { App } from 'aws-cdk-lib';
import { ConfigurationError } from '#shared/errors.ts';
import { PipelineStack } from '../lib/pipeline-stack.ts';

/**
 * The CDK app of what lets workflows deploy, once for each account and by hand:
 * `npx cdk deploy --app 'node infra/bin/pipeline.ts' -c repository=OWNER/NAME`, with
 * `-c pipeline-stages=dev,staging` where the account has not all stages.
 */
const app = new App();
const repository: unknown = app.node.tryGetContext('repository');
if (typeof repository !== 'string' || !/^[\w.-]+\/[\w.-]+$/.test(repository))
  throw new ConfigurationError('say which repository deploys, with -c repository=OWNER/NAME');
const stages: unknown = app.node.tryGetContext('pipeline-stages') ?? 'dev,staging,production';

new PipelineStack(app, 'Bauhaus-Pipeline', {
  repository,
  stages: String(stages).split(','),
  description: 'Bauhaus Travel: what lets GitHub workflows deploy',
});
app.synth();
