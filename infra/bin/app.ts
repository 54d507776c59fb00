import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { writeConsole } from '#local/write-console.ts';
import { bundle, functionNames } from '../lib/bundles.ts';
import { buildDeployment } from '../lib/deployment.ts';
import { readStage } from '../lib/stage.ts';

/**
 * The CDK app: `cdk synth -c stage=dev`. `-c stages=FILE` reads the stages from another file than
 * cdk.json.
 */
const root = resolve(import.meta.dirname, '../..');
const app = new App();
const source: unknown = app.node.tryGetContext('stages');
const stages: unknown =
  typeof source === 'string' ? JSON.parse(readFileSync(source, 'utf8')) : source;
const stage = readStage(app.node.tryGetContext('stage') ?? 'dev', stages, process.env);

const bundles = join(root, '.cache/bundles');
const consoleFolder = join(bundles, 'console');
await Promise.all([
  ...functionNames.map((name) => bundle(name, root, bundles)),
  ...(stage.domain ? [writeConsole(consoleFolder, stage.domain.signIn)] : []),
]);
buildDeployment(app, stage, {
  codeOf: (name) => Code.fromAsset(join(bundles, name)),
  consoleFolder,
});
app.synth();
