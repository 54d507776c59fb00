import type { LedgerEntry, MessageType } from '#shared/domain/message.ts';
import { aTripBooked } from '#shared/testing/builders.ts';
import { Traveller } from './traveller.ts';

const at = (clock: string) => `2027-03-03T${clock}:00.000Z`;

describe('the tasks about messages that do not get through', () => {
  const entryOf = (t: Traveller, type: MessageType): LedgerEntry => {
    const entry = t.context.ledger.findLast((e) => e.type === type);
    if (!entry) throw new Error(`expected a ${type}`);
    return entry;
  };
  const becomes = (t: Traveller, type: MessageType, over: Partial<LedgerEntry>): void => {
    const { id } = entryOf(t, type);
    t.context = {
      ...t.context,
      ledger: t.context.ledger.map((e) => (e.id === id ? { ...e, ...over } : e)),
    };
  };
  /** The provider's word that an accepted message cannot be delivered to this number. */
  const fails = (t: Traveller, type: MessageType, nth = 1): void => {
    becomes(t, type, { status: 'FAILED', permanent: true, errorCode: '63024', attempts: nth });
    t.take({
      ...aTripBooked(t.context.trip, { id: `30000000-0000-4000-8000-00000000000${nth}` }),
      type: 'MessageFailed',
      data: {
        messageId: entryOf(t, type).id,
        type,
        state: 'failed',
        permanent: true,
        code: '63024',
        attempts: nth,
      },
    });
  };
  const open = (t: Traveller) =>
    t.context.tasks.map((task) => task.kind).filter((kind) => kind !== 'cancelled');
  const cancelledAtNoon = () =>
    Traveller.booked().reads(at('11:00')).reads(at('12:00'), { phase: 'cancelled' });

  it('open when an accepted message turns out undeliverable, and stay when the next one is only accepted', () => {
    const t = cancelledAtNoon();
    fails(t, 'cancelled');
    expect(open(t)).toEqual(['unreachable', 'critical_unsent']);
    t.reads(at('12:20'), { phase: 'scheduled' });
    expect(entryOf(t, 'reinstated').status).toBe('SENT');
    t.reads(at('12:30'));
    expect(open(t)).toEqual(['unreachable', 'critical_unsent']);
  });

  it('close when later news of the flight has arrived', () => {
    const t = cancelledAtNoon();
    fails(t, 'cancelled');
    t.reads(at('12:20'), { phase: 'scheduled' });
    becomes(t, 'reinstated', { arrived: true });
    t.reads(at('12:30'));
    expect(open(t)).toEqual([]);
  });

  it('open and close at once when word of the failure comes after a later message has arrived', () => {
    const t = cancelledAtNoon();
    t.reads(at('12:20'), { phase: 'scheduled' });
    becomes(t, 'reinstated', { arrived: true });
    fails(t, 'cancelled');
    expect(open(t)).toEqual([]);
    const about = t.tasks.filter(
      (task) => task.kind === 'unreachable' || task.kind === 'critical_unsent',
    );
    expect(about.map(({ op, kind }) => `${op} ${kind}`).sort()).toEqual([
      'close critical_unsent',
      'close unreachable',
      'open critical_unsent',
      'open unreachable',
    ]);
  });

  it('open again when a message that was accepted after failures fails after all', () => {
    const t = Traveller.booked().reads(at('11:00'));
    t.fate = 'UNKNOWN';
    t.reads(at('12:00'), { phase: 'cancelled' });
    t.take({
      ...aTripBooked(t.context.trip, { id: '30000000-0000-4000-8000-000000000009' }),
      type: 'MessageFailed',
      data: {
        messageId: entryOf(t, 'cancelled').id,
        type: 'cancelled',
        state: 'unknown',
        permanent: false,
        code: '500',
        attempts: 0,
      },
    });
    expect(open(t)).toEqual(['critical_unsent']);
    becomes(t, 'cancelled', { status: 'SENT', sentAt: at('12:15') });
    t.reads(at('12:20'), { phase: 'cancelled' });
    expect(open(t)).toEqual([]);
    fails(t, 'cancelled');
    expect(open(t)).toEqual(['unreachable', 'critical_unsent']);
  });

  it('count nothing as unsent that was about an earlier booking', () => {
    const t = Traveller.booked().reads(at('11:00'));
    t.reads(at('12:00'), { departure: at('18:00') });
    fails(t, 'delayed');
    expect(open(t)).toContain('critical_unsent');
    t.edited(at('12:30'), { departure: '2027-03-05T15:00:00.000Z' }, { notify: false });
    expect(open(t)).toEqual(['unreachable']);
  });
});
