import pg from 'pg';
import { hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { StaffMail, StaffMessage } from '#shared/ports/staff-mail.ts';
import { anAgency } from '#shared/testing/builders.ts';
import { ManualClock, RecordingLog } from '#shared/testing/fakes.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';
import { sendMonthlyReports } from '../send.ts';

/** Eight in the morning of the first in Buenos Aires. */
const firstMorning: Instant = '2027-04-01T11:00:00.000Z';
const zone = 'America/Argentina/Buenos_Aires';

describe('monthly reports by mail', () => {
  let subject: PostgresStore;
  let database: pg.Pool;
  beforeAll(async () => {
    subject = await postgresStore({ processes: 4 });
    database = new pg.Pool({ connectionString: subject.url, max: 2 });
  });
  afterAll(async () => {
    await database.end();
    await subject.close();
  });
  beforeEach(async () => {
    await subject.empty();
    await database.query("update bauhaus.agencies set zone = 'Pacific/Kiritimati'");
  });

  /** An agency with owners, to which something happened in March. */
  const agencyWith = async (
    owners: readonly string[],
    { happened = true, joinedAt = '2027-01-01T00:00:00Z' } = {},
  ) => {
    const agency = anAgency({ zone, languages: ['pt'] });
    await subject.addAgency(agency);
    await database.query('update bauhaus.agencies set zone = $2, languages = $3 where id = $1', [
      agency.id,
      zone,
      ['pt'],
    ]);
    const sealer = await subject.sealing.of(agency.id);
    for (const name of owners)
      await database.query(
        `insert into bauhaus.members (agency_id, user_id, name, email, role, joined_at)
         values ($1, gen_random_uuid(), $2, $3, 'owner', $4)`,
        [agency.id, name, sealer.seal(`${name}@example.com`, 'comparable'), joinedAt],
      );
    if (happened)
      await database.query(
        `insert into bauhaus.incidents (agency_id, kind, subject, severity, opened_at, updated_at)
         values ($1, 'flight', 'IB3172/MAD/LHR/2027-03-03', 'urgent', '2027-03-03', '2027-03-03')`,
        [agency.id],
      );
    return agency;
  };

  const aRun = (send: StaffMail['send'] = async () => 'sent') => {
    const mails: StaffMessage[] = [];
    const clock = new ManualClock(firstMorning);
    const log = new RecordingLog();
    const run = () =>
      sendMonthlyReports({
        store: subject.store,
        mail: {
          send: async (message) => {
            mails.push(message);
            return send(message);
          },
        },
        consoleUrl: 'https://travel.example/console',
        clock,
        log,
      });
    return { mails, clock, log, run };
  };

  it('go to each owner once, in the agency’s language, about the month that is over', async () => {
    await agencyWith(['ana', 'eva']);
    const { mails, clock, run } = aRun();
    expect(await run()).toBe(2);
    clock.advance(hour);
    expect(await run()).toBe(0);
    expect(mails.map(({ to }) => to).toSorted()).toEqual(['ana@example.com', 'eva@example.com']);
    expect(mails[0]?.subject).toMatch(/^Março de 2027: o mês da /);
    expect(mails[0]?.text).toContain('from=2027-03-01&to=2027-03-31');
    expect(mails[0]?.html).toContain('IB');
    expect(new Set(mails.map(({ key }) => key)).size).toBe(2);
  });

  it('are not sent twice by runs at the same time', async () => {
    for (let n = 0; n < 5; n += 1) await agencyWith([`owner${n}`]);
    const { mails, run } = aRun();
    const counts = await Promise.all(Array.from({ length: 20 }, run));
    expect(counts.reduce((a, b) => a + b, 0)).toBe(5);
    expect(mails).toHaveLength(5);
  });

  it('go out by the clock of the agency, from eight in the morning to the tenth', async () => {
    await agencyWith(['ana']);
    const { clock, run, mails } = aRun();
    clock.set(plus(firstMorning, -minute));
    expect(await run()).toBe(0);
    clock.set('2027-04-11T03:00:00.000Z');
    expect(await run()).toBe(0);
    clock.set('2027-04-11T02:59:00.000Z');
    expect(await run()).toBe(1);
    clock.set('2027-05-01T12:00:00.000Z');
    expect(await run()).toBe(0); // nothing happened in April
    expect(mails).toHaveLength(1);
  });

  it('are tried again after a server that does not answer, and not after a refusal', async () => {
    await agencyWith(['ana']);
    const down = aRun(async () => {
      throw new ServiceUnavailable('smtp', 'no answer');
    });
    expect(await down.run()).toBe(0);
    expect(JSON.stringify(down.log)).not.toContain('example.com');
    const refusing = aRun(async () => 'refused');
    expect(await refusing.run()).toBe(0);
    expect(refusing.mails).toHaveLength(1);
    expect(refusing.mails[0]?.key).toBe(down.mails[0]?.key);
    const later = aRun();
    expect(await later.run()).toBe(0);
    expect(later.mails).toEqual([]);
  });

  it('that a process left in the middle go out after the lease, under the same key', async () => {
    await agencyWith(['ana']);
    const killed = aRun(() => new Promise(() => undefined));
    void killed.run();
    while (killed.mails.length === 0) await new Promise((done) => setImmediate(done));
    const { mails, clock, run } = aRun();
    expect(await run()).toBe(0);
    clock.advance(16 * minute);
    expect(await run()).toBe(1);
    expect(mails[0]?.key).toBe(killed.mails[0]?.key);
  });

  it('are for owners who were there, and for agencies where something happened', async () => {
    await agencyWith(['late'], { joinedAt: '2027-04-01T05:00:00Z' });
    await agencyWith(['quiet'], { happened: false });
    const gone = await agencyWith(['gone']);
    await database.query('update bauhaus.members set left_at = now() where agency_id = $1', [
      gone.id,
    ]);
    const suspended = await agencyWith(['suspended']);
    await database.query('update bauhaus.agencies set suspended_at = now() where id = $1', [
      suspended.id,
    ]);
    const { mails, run } = aRun();
    expect(await run()).toBe(0);
    expect(mails).toEqual([]);
  });
});
