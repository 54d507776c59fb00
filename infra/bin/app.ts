import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
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

await Promise.all(functionNames.map((name) => bundle(name, root, join(root, '.cache/bundles'))));
buildDeployment(app, stage, (name) => Code.fromAsset(join(root, '.cache/bundles', name)));
app.synth();
