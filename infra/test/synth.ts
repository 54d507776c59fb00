import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildDeployment } from '../lib/deployment.ts';
import { MessagingStack } from '../lib/messaging-stack.ts';
import { readStage } from '../lib/stage.ts';

/**
 * `node infra/test/synth.ts FOLDER`: synthesises a stage without bundles, and in FOLDER/throwaway
 * the Messaging stack of a stage that keeps no data. In a process of its own, since Jest takes
 * minutes to load the CDK.
 */
const outdir = process.argv[2];
if (outdir === undefined) throw new Error('usage: node infra/test/synth.ts FOLDER');
const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
const app = new App({ outdir, context });
const stages = {
  test: {
    alarmEmail: 'alarms@travel.example',
    mailFrom: 'Bauhaus Travel <desk@travel.example>',
    domain: {
      name: 'api.travel.example',
      certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/viewer',
      originName: 'origin.travel.example',
      originCertificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/origin',
      signIn: { url: 'https://project.supabase.example', publishableKey: 'sb_publishable_test' },
    },
    publishers: [{ account: '123456789012', agencyId: '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10' }],
  },
  throwaway: { keepData: false },
};
const standIn = join(import.meta.dirname, 'stand-in');
buildDeployment(app, readStage('test', stages), {
  codeOf: () => Code.fromAsset(standIn, { exclude: ['console'] }),
  consoleFolder: join(standIn, 'console'),
});
app.synth();

const throwaway = new App({ outdir: join(outdir, 'throwaway'), context });
new MessagingStack(throwaway, 'Messaging', { stage: readStage('throwaway', stages) });
throwaway.synth();
