import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { z } from 'zod';
import { ConfigurationError } from '#shared/errors.ts';
import { operatorSettings } from './operator-settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const Credentials = z.record(z.string(), z.string());
const Settings = z.partialRecord(z.enum(Object.values(operatorSettings).flat()), z.string());
/** A change may go unnoticed for `maxAge` seconds. */
const cacheOptions = { maxAge: 300, transform: 'json' } as const;

const namesIn = (list: string | undefined): readonly string[] =>
  (list ?? '').split(',').filter((name) => name !== '');

/** Where parameters and secrets are read; replaced in tests. */
export interface SettingsSources {
  parameter(name: string): Promise<unknown>;
  secret(name: string): Promise<unknown>;
}
const aws: SettingsSources = {
  parameter: (name) => getParameter(name, cacheOptions),
  secret: (name) => getSecret(name, cacheOptions),
};

/**
 * The environment of a function, completed with operators' settings and with credentials. Each
 * parameter named in SETTINGS_PARAMETERS and each secret named in SETTINGS_SECRETS
 * (comma-separated) is a JSON object of variables, kept in memory for five minutes. A parameter
 * holds nothing but settings of operators, and never overrides a secret.
 * @throws ConfigurationError where one has another form.
 */
export const readEnvironment = async (
  env: Environment,
  sources: SettingsSources = aws,
): Promise<Environment> => {
  const read = (
    list: string | undefined,
    source: (name: string) => Promise<unknown>,
    schema: z.ZodType<object>,
    expectation: string,
  ) =>
    Promise.all(
      namesIn(list).map(async (name) => {
        const parsed = schema.safeParse(await source(name));
        if (!parsed.success) throw new ConfigurationError(`${name} ${expectation}`);
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
 * Builds a value from an environment, and again when that has changed, so that a rotated credential
 * takes effect without a deployment.
 */
export const rebuiltOnChange = <T>(
  read: () => Promise<Environment>,
  build: (env: Environment) => T,
): (() => Promise<T>) => {
  let built: { readonly source: string; readonly value: T } | null = null;
  return async () => {
    const env = await read();
    const source = JSON.stringify(env);
    if (built?.source !== source) built = { source, value: build(env) };
    return built.value;
  };
};
