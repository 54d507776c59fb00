import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { z } from 'zod';
import { ConfigurationError } from '#shared/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const Credentials = z.record(z.string(), z.string());
/** How long a rotated credential may be unknown here. */
const maxAgeSeconds = 300;

/**
 * The environment of a function, completed with its credentials: each secret named in SETTINGS_SECRETS (comma-separated) is a JSON object of
 * variables. They are kept in memory for five minutes.
 * @throws ConfigurationError where a secret cannot be read as one.
 */
export const readEnvironment = async (env: Environment): Promise<Environment> => {
  const names = (env['SETTINGS_SECRETS'] ?? '').split(',').filter((name) => name !== '');
  const secrets = await Promise.all(
    names.map(async (name) => {
      const parsed = Credentials.safeParse(await getSecret(name, { maxAge: maxAgeSeconds, transform: 'json' }));
      if (!parsed.success) throw new ConfigurationError(`the secret ${name} should be a JSON object whose values are strings`);
      return parsed.data;
    }),
  );
  return Object.assign({}, env, ...secrets);
};

/** Builds something from an environment, and builds it anew when that has changed: a rotated credential is taken up without a deployment. */
export const rebuiltOnChange = <T>(read: () => Promise<Environment>, build: (env: Environment) => T): (() => Promise<T>) => {
  let built: { readonly from: string; readonly value: T } | null = null;
  return async () => {
    const env = await read();
    const from = JSON.stringify(env);
    if (built?.from !== from) built = { from, value: build(env) };
    return built.value;
  };
};
