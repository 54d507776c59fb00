import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { z } from 'zod';
import { ConfigurationError } from '#shared/errors.ts';
import { operatorSettings } from './operator-settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const Credentials = z.record(z.string(), z.string());
const Settings = z.partialRecord(z.enum(Object.values(operatorSettings).flat()), z.string());
/** For how long a change may be unknown here. */
const freshness = { maxAge: 300, transform: 'json' } as const;

const namesIn = (list: string | undefined): readonly string[] =>
  (list ?? '').split(',').filter((name) => name !== '');

/** Where the parts of an environment that are not in it are read; replaced in tests. */
export interface SettingsSources {
  parameter(name: string): Promise<unknown>;
  secret(name: string): Promise<unknown>;
}
const aws: SettingsSources = {
  parameter: (name) => getParameter(name, freshness),
  secret: (name) => getSecret(name, freshness),
};

/**
 * The environment of a function, completed with what operators have set and with its credentials:
 * each parameter named in SETTINGS_PARAMETERS and each secret named in SETTINGS_SECRETS
 * (comma-separated) is a JSON object of variables. They are kept in memory for five minutes. A
 * parameter holds nothing but settings of operators, and never stands before a secret.
 * @throws ConfigurationError where one cannot be read so.
 */
export const readEnvironment = async (
  env: Environment,
  sources: SettingsSources = aws,
): Promise<Environment> => {
  const read = (
    list: string | undefined,
    from: (name: string) => Promise<unknown>,
    form: z.ZodType<object>,
    should: string,
  ) =>
    Promise.all(
      namesIn(list).map(async (name) => {
        const parsed = form.safeParse(await from(name));
        if (!parsed.success) throw new ConfigurationError(`${name} ${should}`);
        return parsed.data;
      }),
    );
  const [settings, credentials] = await Promise.all([
    read(
      env['SETTINGS_PARAMETERS'],
      sources.parameter,
      Settings,
      'should be a JSON object of settings that operators have, whose values are strings',
    ),
    read(
      env['SETTINGS_SECRETS'],
      sources.secret,
      Credentials,
      'should be a JSON object whose values are strings',
    ),
  ]);
  return Object.assign({}, env, ...settings, ...credentials);
};

/**
 * Builds something from an environment, and builds it anew when that has changed: a rotated
 * credential is taken up without a deployment.
 */
export const rebuiltOnChange = <T>(
  read: () => Promise<Environment>,
  build: (env: Environment) => T,
): (() => Promise<T>) => {
  let built: { readonly from: string; readonly value: T } | null = null;
  return async () => {
    const env = await read();
    const from = JSON.stringify(env);
    if (built?.from !== from) built = { from, value: build(env) };
    return built.value;
  };
};
