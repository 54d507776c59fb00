import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApiGateway } from './api-gateway.ts';
import { cdk } from './cdk.ts';
import { openCloud } from './cloud.ts';
import type { Emulator } from './emulators.ts';
import type { World } from './world.ts';

const stage = 'local';
/** What MiniStack cannot make is left out. */
const settings = { archiveDays: null, keepData: false, isEmulated: true };

/**
 * The whole deployment on MiniStack, with functions that run; `overrides` are settings of its
 * stage.
 */
export const openMinistackDeployment = (
  emulator: Emulator,
  world: World,
  cache: string,
  overrides: Readonly<Record<string, unknown>> = {},
) => {
  const cloud = openCloud(emulator.url, stage);
  const stages = join(cache, 'ministack-stages.json');
  const context = [
    ...['-c', `stage=${stage}`, '-c', `stages=${stages}`],
    ...['--output', join(cache, 'ministack.out')],
  ];
  const write = (more: Readonly<Record<string, unknown>>) =>
    writeFile(
      stages,
      JSON.stringify({
        [stage]: {
          ...settings,
          ...overrides,
          ...more,
          publicBaseUrl: world.publicServer.url,
        },
      }),
    );
  /** Deploys all stacks, the first time or again; returns the output of `cdk`. */
  const deploy = async (more: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    await write(more);
    return cdk(emulator.url, 'deploy', '--all', '--require-approval', 'never', ...context);
  };
  return {
    cloud,
    deploy,
    /** Bootstraps, deploys, fills the secrets, and leads the public address to the API. */
    async start(): Promise<void> {
      await write({});
      await cdk(emulator.url, 'bootstrap', 'aws://000000000000/us-east-1', ...context);
      await deploy();
      await cloud.fillSecrets(world.credentials);
      world.publicServer.use(await openApiGateway(emulator.url, cloud.sqs));
    },
    /** Asks the deployed API with the agency's key. */
    api: (method: string, path: string, body?: unknown): Promise<Response> =>
      fetch(`${world.publicServer.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${world.agency.apiKey}`,
          'content-type': 'application/json',
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
  };
};
