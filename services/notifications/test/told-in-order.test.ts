import type { LedgerEntry } from '#shared/domain/message.ts';
import { Traveller } from './traveller.ts';

const at = (clock: string) => `2027-03-03T${clock}:00.000Z`;

/** What became of the message decided last, or of the one before it. */
const became = (t: Traveller, which: -1 | -2, over: Partial<LedgerEntry>): void => {
  const key = t.effects.at(which)?.key;
  t.context = {
    ...t.context,
    ledger: t.context.ledger.map((e) => (e.key === key ? { ...e, ...over } : e)),
  };
};

/** Two readings in a row: the reply to the first message is lost, the second waits for it to be reconciled, and its reply is lost as well. */
const bothRepliesLost = (t: Traveller, first: () => void, second: () => void): void => {
  t.fate = 'UNKNOWN';
  first();
  t.fate = 'PENDING';
  second();
  became(t, -2, { status: 'SENT', sentAt: at('14:24') });
  became(t, -1, { status: 'UNKNOWN', tryOrder: t.nextTry() });
  t.fate = 'SENT';
};

describe('what the traveller heard last', () => {
  const traveller = () => Traveller.booked().reads(at('14:00'), { gate: 'D16' });

  it('is a message under way that was decided before the one before it was known to be accepted', () => {
    const t = traveller();
    bothRepliesLost(
      t,
      () => t.reads(at('14:20'), { phase: 'cancelled' }),
      () => t.reads(at('14:21'), { phase: 'scheduled' }),
    );
    t.reads(at('14:26'), { phase: 'cancelled' });
    expect(t.effects.slice(-3).map(({ type }) => type)).toEqual([
      'cancelled',
      'reinstated',
      'cancelled',
    ]);
    expect(new Set(t.effects.map(({ key }) => key)).size).toBe(t.effects.length);
  });

  it('is what was tried last, whatever the clocks of the workers say', () => {
    const t = traveller()
      .reads(at('14:20'), { phase: 'cancelled' })
      .reads(at('14:21'), { phase: 'scheduled' });
    became(t, -2, { sentAt: at('14:22') });
    t.reads(at('14:26'), { phase: 'cancelled' });
    expect(t.effects.slice(-3).map(({ type }) => type)).toEqual([
      'cancelled',
      'reinstated',
      'cancelled',
    ]);
  });

  it('is the gate of such a message: one that is put back is told', () => {
    const t = traveller();
    bothRepliesLost(
      t,
      () => t.reads(at('14:20'), { gate: 'D19' }),
      () => t.reads(at('14:21'), { gate: 'D22' }),
    );
    t.reads(at('14:26'), { gate: 'D19' });
    expect(t.effects.slice(-3).map(({ told }) => told.gate)).toEqual(['D19', 'D22', 'D19']);
  });

  it('is the departure of such a message: one that is put back is told', () => {
    const t = traveller();
    bothRepliesLost(
      t,
      () => t.reads(at('14:20'), { departure: at('15:30') }),
      () => t.reads(at('14:23'), { departure: at('15:45') }),
    );
    t.reads(at('14:40'), { departure: at('15:30') });
    const news = t.effects.filter(
      ({ type }) => type === 'departure_moved_earlier' || type === 'delayed',
    );
    expect(news.map(({ told }) => told.departure)).toEqual([at('15:30'), at('15:45'), at('15:30')]);
  });
});
