import type { LedgerEntry } from '#shared/domain/message.ts';
import { at, Traveller } from './traveller.ts';

/** Changes the ledger's entry of the message decided last, or of the one before it. */
const changeDecided = (t: Traveller, index: -1 | -2, over: Partial<LedgerEntry>): void => {
  const key = t.effects.at(index)?.key;
  t.context = {
    ...t.context,
    ledger: t.context.ledger.map((entry) => (entry.key === key ? { ...entry, ...over } : entry)),
  };
};

/**
 * Two readings in a row: the provider's reply to the first message is lost, the second waits for
 * the first to be reconciled, and its reply is lost as well.
 */
const loseBothReplies = (t: Traveller, first: () => void, second: () => void): void => {
  t.fate = 'UNKNOWN';
  first();
  t.fate = 'PENDING';
  second();
  changeDecided(t, -2, { status: 'SENT', sentAt: at('14:24') });
  changeDecided(t, -1, { status: 'UNKNOWN', tryOrder: t.nextTry() });
  t.fate = 'SENT';
};

describe('what the traveller heard last', () => {
  const traveller = () => Traveller.booked().readFlight(at('14:00'), { gate: 'D16' });

  it('is a message under way, decided before the earlier one was known to be accepted', () => {
    const t = traveller();
    loseBothReplies(
      t,
      () => t.readFlight(at('14:20'), { phase: 'cancelled' }),
      () => t.readFlight(at('14:21'), { phase: 'scheduled' }),
    );
    t.readFlight(at('14:26'), { phase: 'cancelled' });
    expect(t.effects.slice(-3).map(({ type }) => type)).toEqual([
      'cancelled',
      'reinstated',
      'cancelled',
    ]);
    expect(new Set(t.effects.map(({ key }) => key)).size).toBe(t.effects.length);
  });

  it('is what was tried last, whatever the clocks of the workers say', () => {
    const t = traveller()
      .readFlight(at('14:20'), { phase: 'cancelled' })
      .readFlight(at('14:21'), { phase: 'scheduled' });
    changeDecided(t, -2, { sentAt: at('14:22') });
    t.readFlight(at('14:26'), { phase: 'cancelled' });
    expect(t.effects.slice(-3).map(({ type }) => type)).toEqual([
      'cancelled',
      'reinstated',
      'cancelled',
    ]);
  });

  it('is the gate of such a message: one that is put back is told', () => {
    const t = traveller();
    loseBothReplies(
      t,
      () => t.readFlight(at('14:20'), { gate: 'D19' }),
      () => t.readFlight(at('14:21'), { gate: 'D22' }),
    );
    t.readFlight(at('14:26'), { gate: 'D19' });
    expect(t.effects.slice(-3).map(({ told }) => told.gate)).toEqual(['D19', 'D22', 'D19']);
  });

  it('is the departure of such a message: one that is put back is told', () => {
    const t = traveller();
    loseBothReplies(
      t,
      () => t.readFlight(at('14:20'), { departure: at('15:30') }),
      () => t.readFlight(at('14:23'), { departure: at('15:45') }),
    );
    t.readFlight(at('14:40'), { departure: at('15:30') });
    const news = t.effects.filter(
      ({ type }) => type === 'departure_moved_earlier' || type === 'delayed',
    );
    expect(news.map(({ told }) => told.departure)).toEqual([at('15:30'), at('15:45'), at('15:30')]);
  });
});
