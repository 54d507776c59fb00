import { always, ana, beto, Night, olga } from './night.ts';

/** A night at an agency that has a number to call from. */
const callingNight = (): Night => {
  const night = new Night();
  night.mayCall = true;
  return night;
};
/** After this nobody is left who was not asked in writing: three rungs of five minutes. */
const askedInWriting = 15.5;

describe('an alert that nobody has answered in writing', () => {
  it('rings the first on duty, and after five minutes the owners', async () => {
    const night = callingNight();
    await night.happens(await night.book(), 'cancelled');
    await night.pass(15);
    expect(night.called).toEqual([]);
    await night.pass(1);
    expect(night.told).toEqual(['Ana', 'Beto', 'Olga']);
    expect(night.called).toEqual(['Ana']);
    await night.pass(4);
    expect(night.called).toEqual(['Ana']);
    await night.pass(1);
    expect(night.called).toEqual(['Ana', 'Olga']);
    expect(night.incidents).toMatchObject([{ alert: 'asked' }]);
    await night.pass(60);
    expect(night.called).toEqual(['Ana', 'Olga']);
    expect(night.incidents).toMatchObject([{ alert: 'unanswered' }]);
  });

  it('rings nobody where the agency has no number to call from', async () => {
    const night = new Night();
    await night.happens(await night.book(), 'cancelled');
    await night.pass(60);
    expect(night.called).toEqual([]);
    expect(night.incidents).toMatchObject([{ alert: 'unanswered' }]);
  });

  it('says what happened, the flight and to how many, and names nobody', async () => {
    const night = callingNight();
    const trip = await night.book({ clientName: 'Ana Ruiz', flightNumber: 'BA820' });
    await night.happens(trip, 'cancelled');
    await night.pass(askedInWriting);
    expect(night.rung.map(({ text }) => text)).toEqual([
      `Es un aviso de ${night.agency.name}: vuelo cancelado, B A 8 2 0, 1 persona. ` +
        'Todavía no lo tiene nadie. Para tomarlo, tecla 1.',
    ]);
  });

  it('speaks the language of the member', async () => {
    const night = callingNight();
    night.staff(
      [
        { ...ana, languages: ['pt'] },
        { ...olga, languages: ['en'] },
      ],
      always(ana, null),
    );
    await night.happens(await night.book(), 'cancelled');
    await night.pass(30);
    expect(night.rung.map(({ text }) => text)).toEqual([
      expect.stringContaining('Para assumir, tecle 1.'),
      expect.stringContaining('To take it, press 1.'),
    ]);
  });

  it('is taken by the digit, and rings nobody else', async () => {
    const night = callingNight();
    await night.happens(await night.book(), 'cancelled');
    await night.pass(askedInWriting);
    expect(await night.presses(night.rung[0])).toMatchObject({ outcome: 'claimed', owner: 'Ana' });
    expect(night.incidents).toMatchObject([{ state: 'claimed', owner: { id: ana.id } }]);
    await night.pass(60);
    expect(night.called).toEqual(['Ana']);
    expect(night.told).toEqual(['Ana', 'Beto', 'Olga']);
  });

  it('says who has it to who presses the digit too late', async () => {
    const night = callingNight();
    await night.happens(await night.book(), 'cancelled');
    await night.pass(askedInWriting);
    await night.writes(beto.phone, '1');
    expect(await night.presses(night.rung[0])).toMatchObject({ outcome: 'taken', owner: 'Beto' });
    expect(night.incidents).toMatchObject([{ owner: { name: 'Beto' } }]);
  });

  it('goes on to the owner at once where the first cannot be rung', async () => {
    const night = callingNight();
    night.answers = ({ content, to }) =>
      content.kind === 'call' && to === ana.phone
        ? { kind: 'rejected', code: '21211', permanent: true }
        : null;
    await night.happens(await night.book(), 'cancelled');
    await night.pass(askedInWriting);
    expect(night.called).toEqual(['Olga']);
  });

  it('rings no phone that may not be written to', async () => {
    const night = callingNight();
    night.staff(
      [
        { ...ana, consentedAt: null },
        { ...olga, phone: null },
      ],
      always(ana, null),
    );
    await night.happens(await night.book(), 'cancelled');
    await night.pass(60);
    expect(night.called).toEqual([]);
    expect(night.incidents).toMatchObject([{ alert: 'unanswered' }]);
  });

  it('rings a member once, however often the alert is looked at again', async () => {
    const night = callingNight();
    await night.happens(await night.book(), 'cancelled');
    await night.pass(askedInWriting);
    await night.happens(await night.book(), 'cancelled');
    await night.settle();
    expect(night.called).toEqual(['Ana']);
  });
});
