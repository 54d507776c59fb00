import { at, Traveller } from './traveller.ts';

/** Held at night: two hours late at three in the morning, to be told at nine. */
const heldAtNight = (): Traveller =>
  Traveller.booked()
    .readFlight(at('09:00', '2027-03-02'))
    .waitUntil(at('18:00', '2027-03-02'))
    .readFlight(at('03:00'), { departure: at('18:20') });

describe('news that was held over quiet hours', () => {
  it('waits at their end for a look, which is asked for once', () => {
    const t = heldAtNight().waitUntil(at('09:01'));
    expect(t.news()).toEqual([]);
    expect(t.looksAskedFor).toEqual([at('09:00')]);
  });

  it('is told as the look shows it', () => {
    const t = heldAtNight()
      .waitUntil(at('09:00'))
      .readFlight(at('09:01'), {
        departure: at('16:45'),
      });
    expect(t.news().map(({ type }) => type)).toEqual(['delayed']);
    expect(t.textOf('delayed')).toContain('16:45');
  });

  it('is not told where the look shows it gone, and the reason is kept', () => {
    const t = heldAtNight()
      .waitUntil(at('09:00'))
      .readFlight(at('09:01'), {
        departure: at('16:20'),
      });
    t.waitUntil(at('09:10'));
    expect(t.news()).toEqual([]);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ decision: 'dropped', subject: 'delayed', rule: 'no_longer_true' }),
    );
  });

  it('is told at once where the look failed, and after ninety seconds where nobody answers', () => {
    expect(heldAtNight().answerLook(at('09:01')).news()).toHaveLength(1);
    expect(heldAtNight().waitUntil(at('09:02')).messages.at(-1)).toMatchObject({
      at: '2027-03-03T09:01:30.000Z',
      type: 'delayed',
    });
  });

  it('is told without another look where what is known is not older than five minutes', () => {
    const fresh = heldAtNight().readFlight(at('08:56'), { departure: at('18:30') });
    fresh.waitUntil(at('09:00'));
    expect(fresh.news()).toHaveLength(1);
    expect(fresh.looksAskedFor).toEqual([]);
  });

  it('is not looked at again for who has opted out', () => {
    const t = heldAtNight();
    t.context = { ...t.context, optedOut: true };
    t.waitUntil(at('09:10'));
    expect(t.looksAskedFor).toEqual([]);
    expect(t.news()).toEqual([]);
  });
});

describe('a change that was held in a calm', () => {
  const inCalm = (): Traveller =>
    Traveller.booked()
      .readFlight(at('12:00'), { departure: at('16:50') })
      .readFlight(at('12:02'), { departure: at('17:10') });

  it('waits at its end for a look', () => {
    const t = inCalm().waitUntil(at('12:15'));
    expect(t.looksAskedFor).toEqual([at('12:15')]);
    expect(t.news()).toHaveLength(1);
    t.readFlight(at('12:16'), { departure: at('16:50') }).waitUntil(at('12:30'));
    expect(t.news()).toHaveLength(1);
  });

  it('is told after ninety seconds where nobody answers', () => {
    expect(inCalm().waitUntil(at('12:20')).messages.at(-1)).toMatchObject({
      at: '2027-03-03T12:16:30.000Z',
      type: 'delayed',
    });
  });
});
