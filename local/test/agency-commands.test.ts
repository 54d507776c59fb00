import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashApiKey } from '#services/api/api-key.ts';
import { anAgency } from '#shared/testing/builders.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import { runAgencyCommand } from '../agency-commands.ts';
import { localOperator, openLocalIdentity } from '../local-identity.ts';
import { demoOwnerLink, type LinkMaker } from '../sign-in-link.ts';

const noLinks = {} as LinkMaker; // is not asked

describe('npm run agency -- limits', () => {
  const store = async () => {
    const harness = await emptiedStore();
    const agency = anAgency();
    await harness.addAgency(agency);
    const clock = { now: () => '2027-03-01T12:00:00.000Z' };
    return (...args: readonly string[]) =>
      runAgencyCommand({ accounts: harness.store.accounts, clock, links: noLinks }, [
        'limits',
        agency.id,
        ...args,
      ]);
  };

  it('sets what is named, leaves the rest, and takes a limit back', async () => {
    const limits = await store();
    const [, first] = await limits('--trips', '200', '--storage', '5000');
    expect(first).toBe('  at most 200 trips a day, 5000 MB of documents');
    const [, second] = await limits('--trips', 'none', '--flights', '50');
    expect(second).toBe('  at most 50 flights a day, 5000 MB of documents');
  });

  it('says what a limit should look like', async () => {
    const limits = await store();
    await expect(limits('--trips', '0')).rejects.toThrow(
      '--trips should be a whole number from 1 to 1000000, or none',
    );
  });
});

describe('links of people', () => {
  const url = 'http://127.0.0.1:3000';
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'links-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const anAgencyWithLinks = async () => {
    const { store, addAgency } = await emptiedStore();
    const agency = anAgency();
    await addAgency(agency);
    const clock = { now: () => new Date().toISOString() };
    const identity = await openLocalIdentity(join(folder, 'key'));
    const links = { members: store.members, identity, clock, url };
    const run = (...args: readonly string[]) =>
      runAgencyCommand({ accounts: store.accounts, clock, links }, args);
    return { store, agency, identity, links, run };
  };
  /** What stands behind the `#` of a link in some lines. */
  const partsOf = (lines: readonly string[]): Readonly<Record<string, string>> => {
    const [, parts = ''] = lines.join('\n').match(/\/console\/sign-in#(\S+)/) ?? [];
    return Object.fromEntries(new URLSearchParams(parts));
  };

  it('open the page of the operator, once each', async () => {
    const { store, identity, links, run } = await anAgencyWithLinks();
    const tokens = (await Promise.all([run('operator-link'), run('operator-link')])).map(
      (lines) => /\/console\/operator#token=(\S+)/.exec(lines.join('\n'))?.[1] ?? '',
    );
    const people = await Promise.all(tokens.map((token) => identity.verify(token)));
    expect(people.map((person) => person?.userId)).toEqual([localOperator, localOperator]);
    expect(people[0]?.signInId).not.toBe(people[1]?.signInId);
    await expect(
      runAgencyCommand(
        { accounts: store.accounts, clock: links.clock, links: { ...links, identity: null } },
        ['operator-link'],
      ),
    ).rejects.toThrow('name them in OPERATOR_USERS');
  });

  it('invite somebody, who is then signed in by another one', async () => {
    const { store, agency, identity, run } = await anAgencyWithLinks();
    const person = ['--email', 'Lu@Example.com', '--name', 'Lucía', '--role', 'duty'];
    const { invitation, token } = partsOf(await run('invite', agency.id, ...person));
    const signIn = ['sign-in', agency.id, '--email', 'lu@example.com'];
    await expect(run(...signIn)).rejects.toThrow('no member there has this address');
    const invited = await identity.verify(token ?? '');
    expect(invited).toMatchObject({ email: 'lu@example.com' });
    const member = await store.members.accept(hashApiKey(invitation ?? ''), {
      userId: invited?.userId ?? '',
      email: 'lu@example.com',
      now: new Date().toISOString(),
    });
    expect(member).toMatchObject({ name: 'Lucía', role: 'duty', email: 'lu@example.com' });
    const again = await identity.verify(partsOf(await run(...signIn))['token'] ?? '');
    expect(again?.userId).toBe(invited?.userId);
    expect(again?.signInId).not.toBe(invited?.signInId);
  });

  it.each([
    [['--name', 'Lu'], '--email is missing'],
    [['--name', 'Lu', '--email', 'nobody'], '--email should be an address'],
    [['--name', 'Lu', '--email', 'lu@example.com', '--role', 'boss'], '--role should be one of'],
    [['--name', 'Lu', '--email', 'lu@example.com', '--role', 'limited'], '--groups'],
  ])('are not made of %j', async (args, because) => {
    const { agency, run } = await anAgencyWithLinks();
    await expect(run('invite', agency.id, ...args)).rejects.toThrow(because);
  });

  it('sign in the owner of the demo, who is made once, until somebody else owns it', async () => {
    const { store, agency, identity, links, run } = await anAgencyWithLinks();
    const first = await demoOwnerLink(links, agency.id);
    const second = await demoOwnerLink(links, agency.id);
    const [owner, ...more] = await store.members.list(agency.id);
    expect([owner?.role, more]).toEqual(['owner', []]);
    for (const made of [first, second]) {
      const person = await identity.verify(partsOf([made ?? ''])['token'] ?? '');
      expect(await store.sessions.memberships(person?.userId ?? '')).toMatchObject([
        { role: 'owner', agencyId: agency.id },
      ]);
    }
    const person = ['--email', 'lu@example.com', '--name', 'Lu', '--role', 'owner'];
    const { invitation, token } = partsOf(await run('invite', agency.id, ...person));
    const invited = await identity.verify(token ?? '');
    const now = new Date().toISOString();
    const { userId = '' } = invited ?? {};
    await store.members.accept(hashApiKey(invitation ?? ''), {
      userId,
      email: 'lu@example.com',
      now,
    });
    await store.members.remove(agency.id, owner?.id ?? '', now);
    expect(await demoOwnerLink(links, agency.id)).toBeNull();
  });
});

describe('npm run agency -- pause', () => {
  it('pauses everything until it is resumed, and says until when', async () => {
    const { store } = await emptiedStore();
    const clock = { now: () => '2027-03-01T12:00:00.000Z' };
    const links = { members: store.members, identity: null, clock, url: 'http://localhost' };
    const run = (...args: readonly string[]) =>
      runAgencyCommand({ accounts: store.accounts, clock, links }, args);
    await expect(run('pause')).rejects.toThrow('--reason');
    await expect(run('pause', '--reason', 'x', '--until', '2027-02-01')).rejects.toThrow('--until');
    expect(await run('pause', '--reason', 'fire', '--until', '2027-03-02')).toEqual([
      'nothing leaves any more, until 2027-03-02T00:00:00.000Z',
    ]);
    expect(await store.accounts.presentBrake()).toMatchObject({ state: 'paused', reason: 'fire' });
    await run('resume-all');
    expect(await store.accounts.presentBrake()).toMatchObject({ state: 'live', reason: null });
  });
});
