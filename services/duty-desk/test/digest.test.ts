import { ana, Night } from './night.ts';

describe('the digest', () => {
  it('comes as the hours of the agency begin, with what waits and what to watch', async () => {
    const night = new Night();
    await night.happens(await night.book({ departure: '2027-03-03T16:20:00.000Z' }), 'not_found');
    await night.pass(6 * 60 - 1);
    expect(night.read).toEqual([]);
    await night.pass(2);
    expect(night.read).toMatchObject([{ at: '2027-03-03T12:00:00.000Z', to: ana.phone }]);
    expect(night.read[0]?.text).toMatch(/Sin tomar: 0 urgentes, 1 normal/);
    expect(night.read[0]?.text).toMatch(/Para vigilar hoy: 1 vuelo sin encontrar/);
    expect(night.mail.sent).toMatchObject([{ to: ana.email }]);
  });

  it('comes once a day, and not on a day without anything to say', async () => {
    const night = new Night();
    const trip = await night.book();
    await night.happens(trip, 'not_found');
    await night.pass(24 * 60);
    expect(night.read).toHaveLength(1);
    await night.happens(trip, 'not_found', true);
    await night.pass(24 * 60);
    expect(night.read).toHaveLength(1);
    expect(night.rules).toContain('suppressed nothing_to_say');
  });

  it('keeps to the hours that the agency has', async () => {
    const closed = { tuesday: [], wednesday: [], friday: [], saturday: [], sunday: [] };
    const night = new Night({
      hours: {
        ...closed,
        monday: [],
        thursday: [{ from: '10:30', to: '18:00' }],
        holidays: [],
      },
    });
    await night.happens(await night.book(), 'not_found');
    await night.pass(3 * 24 * 60);
    expect(night.read.map(({ at }) => at)).toEqual(['2027-03-04T13:30:00.000Z']);
  });
});
