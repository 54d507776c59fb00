import { z } from 'zod';
import { InvalidRequest, InvariantBroken, ServiceUnavailable } from '#shared/errors.ts';
import { createRpc } from '../rpc.ts';

/** Calls a function of a data API that gives this answer. */
const calling = async (status: number, body: unknown, args: Record<string, unknown> = {}) => {
  const bodies: unknown[] = [];
  const rpc = createRpc({
    url: 'http://project.invalid',
    apiKey: 'a publishable key',
    jwtSecret: 'a secret of at least thirty-two characters',
    fetch: async (_, init) => {
      bodies.push(init?.body);
      return new Response(JSON.stringify(body), {
        status,
        headers: { 'content-type': 'application/json' },
      });
    },
  });
  const error: unknown = await rpc('commit_turn', args, null, z.unknown()).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { error, bodies };
};
const refused = (code: string, message = 'no') => ({ code, message, details: null, hint: null });

describe('an error of the data API', () => {
  it.each([
    ['a role that does not exist', 401, '22023', 'role "agent" does not exist'],
    ['a role that may not be taken', 403, '42501', 'permission denied to set role "system"'],
    ['a missing grant', 403, '42501', 'permission denied for table trips'],
    ['a token of another secret', 401, 'PGRST301', 'JWSError'],
    ['a function that is not there yet', 404, 'PGRST202', 'Could not find the function'],
    ['a statement that took too long', 500, '57014', 'statement timeout'],
    ['a deadlock', 500, '40P01', 'deadlock detected'],
    ['a database that is away', 503, 'PGRST001', 'no connection'],
  ])('for %s can be over at the next try', async (_, status, code, message) => {
    const { error } = await calling(status, refused(code, message));
    expect(error).toBeInstanceOf(ServiceUnavailable);
    expect(String(error)).toContain(code);
  });

  it.each([
    ['another tenant’s row', 403, '42501', 'new row violates row-level security policy'],
    ['a column that is not there', 400, '42703', 'column does not exist'],
  ])('for %s is a defect', async (_, status, code, message) => {
    expect((await calling(status, refused(code, message))).error).toBeInstanceOf(InvariantBroken);
  });

  it.each([
    ['data that does not fit', 400, '22P02'],
    ['a body that cannot be read', 400, 'PGRST102'],
  ])('for %s is the request’s, and quotes nothing of it', async (_, status, code) => {
    const { error } = await calling(status, refused(code, 'invalid input: Ana Ruiz'));
    expect(error).toBeInstanceOf(InvalidRequest);
    expect(String(error)).not.toContain('Ana');
  });
});

describe('text with half a character', () => {
  it('is sent with U+FFFD in its place, and nothing else is touched', async () => {
    const { bodies } = await calling(200, null, {
      turn: { cut: 'ship \ud83d', whole: '🚢', slashes: '\\ud83d \\\\ud83d', 'name\ud83d': 1 },
    });
    expect(bodies.map((body) => JSON.parse(String(body)))).toEqual([
      {
        turn: {
          cut: 'ship \ufffd',
          whole: '🚢',
          slashes: '\\ud83d \\\\ud83d',
          'name\ufffd': 1,
        },
      },
    ]);
  });
});
