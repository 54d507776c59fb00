import { randomBytes } from 'node:crypto';
import pg from 'pg';

/**
 * Lets requests log in to the embedded Postgres as `authenticator`, which owns nothing, reads
 * nothing and can only become one of the roles of requests. Returns its connection string; the
 * password is new at each start and kept in no file.
 */
export const openRequestsLogin = async (administratorUrl: string): Promise<string> => {
  const password = randomBytes(24).toString('base64url');
  const client = new pg.Client({ connectionString: administratorUrl });
  await client.connect();
  try {
    await client.query(
      `grant anon, authenticated to authenticator;
       alter role authenticator login noinherit connection limit -1 password '${password}';`,
    );
  } finally {
    await client.end();
  }
  return Object.assign(new URL(administratorUrl), { username: 'authenticator', password }).href;
};
