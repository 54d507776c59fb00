import { anAgency } from '#shared/testing/builders.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import { runAgencyCommand } from '../agency-commands.ts';

describe('npm run agency -- limits', () => {
  const store = async () => {
    const harness = await emptiedStore();
    const agency = anAgency();
    await harness.addAgency(agency);
    const clock = { now: () => '2027-03-01T12:00:00.000Z' };
    return (...args: readonly string[]) =>
      runAgencyCommand({ accounts: harness.store.accounts, clock }, ['limits', agency.id, ...args]);
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

describe('npm run agency -- pause', () => {
  it('pauses everything until it is resumed, and says until when', async () => {
    const { store } = await emptiedStore();
    const clock = { now: () => '2027-03-01T12:00:00.000Z' };
    const run = (...args: readonly string[]) =>
      runAgencyCommand({ accounts: store.accounts, clock }, args);
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
