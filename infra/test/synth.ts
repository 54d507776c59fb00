import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildDeployment } from '../lib/deployment.ts';
import { readStage } from '../lib/stage.ts';

/** Synthesises a stage into a folder, without bundles: `node infra/test/synth.ts FOLDER`. In a process of its own, as Jest takes minutes to load the CDK. */
const outdir = process.argv[2];
if (outdir === undefined) throw new Error('into which folder?');
const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
const app = new App({ outdir, context });
const stages = {
  test: {
    alarmEmail: 'alarms@travel.example',
    publishers: [{ account: '123456789012', agencyId: '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10' }],
  },
};
buildDeployment(app, readStage('test', stages), () =>
  Code.fromAsset(join(import.meta.dirname, 'stand-in')),
);
app.synth();
