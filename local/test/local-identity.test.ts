import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localOperator, openLocalIdentity } from '../local-identity.ts';

const south = '11111111-1111-4111-8111-111111111111';
const north = '22222222-2222-4222-8222-222222222222';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identity-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('knows the links it made, each by its own id, after a restart too', async () => {
  const file = join(folder, 'key');
  const first = await openLocalIdentity(file);
  const tokens = await Promise.all([
    first.issue(south, 'Ana@example.com', 60_000),
    first.issue(south, 'ana@example.com', 60_000),
  ]);
  const again = await openLocalIdentity(file);
  const people = await Promise.all(tokens.map((token) => again.verify(token)));
  expect(people[0]).toMatchObject({ email: 'ana@example.com' });
  expect(people[0]?.userId).toBe(people[1]?.userId);
  expect(people[0]?.signInId).not.toBe(people[1]?.signInId);
});

it('knows no link that another machine made', async () => {
  const here = await openLocalIdentity(join(folder, 'here'));
  const there = await openLocalIdentity(join(folder, 'there'));
  expect(await here.verify(await there.issue(south, 'ana@example.com', 60_000))).toBeNull();
});

it('takes an address at two agencies for two people: each says alone whose it is', async () => {
  const identity = await openLocalIdentity(join(folder, 'both'));
  const [one, other] = await Promise.all(
    [south, north].map(async (agencyId) =>
      identity.verify(await identity.issue(agencyId, 'ana@example.com', 60_000)),
    ),
  );
  expect(one?.email).toBe(other?.email);
  expect(one?.userId).not.toBe(other?.userId);
});

it('signs in as the operator by a link of its own, never by one of an agency', async () => {
  const identity = await openLocalIdentity(join(folder, 'operator'));
  const operator = await identity.verify(await identity.issueForOperator(60_000));
  expect(operator?.userId).toBe(localOperator);
  const posing = await identity.verify(await identity.issue(south, operator?.email ?? '', 60_000));
  expect(posing?.email).toBe(operator?.email);
  expect(posing?.userId).not.toBe(localOperator);
});
