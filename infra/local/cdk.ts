import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The variables that direct the standard AWS clients to an emulator. */
export const emulatorEnvironment = (url: string) => ({
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
});

/**
 * Runs the stock `cdk` against an emulator and returns its output.
 * @throws with the last lines of the output, where the command fails.
 */
export const cdk = async (url: string, ...args: readonly string[]): Promise<string> => {
  try {
    const { stdout, stderr } = await execute('cdk', [...args], {
      env: { ...process.env, ...emulatorEnvironment(url), CI: '1', NO_COLOR: '1' },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout + stderr;
  } catch (error) {
    const output = `${Reflect.get(Object(error), 'stdout')}${Reflect.get(Object(error), 'stderr')}`;
    throw new Error(`cdk ${args[0]} failed:\n${output.split('\n').slice(-25).join('\n')}`);
  }
};
