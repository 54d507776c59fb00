import { needsRedecision } from '#shared/domain/message.ts';
import { at, Traveller } from './traveller.ts';

describe('a message that a turn counted as told and that was never sent', () => {
  /** Called to the gate for 16:20 at 15:45; the fate of that message is unknown. */
  const calledToGate = () => {
    const t = Traveller.booked().readFlight(at('15:00'), { gate: 'B7' });
    t.fate = 'UNKNOWN';
    t.readFlight(at('15:45'), { gate: 'B7' });
    t.fate = 'SENT';
    const call = t.context.ledger.at(-1);
    if (call?.type !== 'boarding') throw new Error('expected a call to the gate');
    const dropUnsent = (clock: string) => {
      const dropped = {
        ...call,
        status: 'DROPPED',
        reason: needsRedecision,
        errorCode: 'not_found_at_provider',
        attempts: 1,
      } as const;
      t.context = {
        ...t.context,
        ledger: t.context.ledger.map((entry) => (entry.id === call.id ? dropped : entry)),
      };
      t.now = at(clock);
      t.reasons.length = 0;
      t.receive({
        ...t.envelope(),
        type: 'MessageFailed',
        data: {
          messageId: call.id,
          type: 'boarding',
          state: needsRedecision,
          permanent: false,
          code: 'not_found_at_provider',
          attempts: 1,
        },
      });
    };
    return { t, call, dropUnsent };
  };

  it('is named by every turn that counts it as told, as long as it is under way', () => {
    const { t, call, dropUnsent } = calledToGate();
    t.readFlight(at('15:47'), { gate: 'B7' });
    expect(t.assumedDelivered).toEqual([call.key]);
    dropUnsent('15:50');
    expect(t.assumedDelivered).toEqual([]);
  });

  it('is tried again, a little later, where it still holds', () => {
    const { t, call, dropUnsent } = calledToGate();
    dropUnsent('15:50');
    expect(t.effects.at(-1)).toMatchObject({ key: call.key, dueAt: '2027-03-03T15:50:10.000Z' });
    expect(t.reasons).toMatchObject([{ decision: 'sent', subject: 'boarding' }]);
    expect(t.context.tasks).toEqual([]);
  });

  it('gives way to what holds now, and says so', () => {
    const { t, call, dropUnsent } = calledToGate();
    t.readFlight(at('15:47'), { gate: 'B7', departure: at('16:10') });
    dropUnsent('15:50');
    const [, again] = t.effects.slice(-2);
    expect(again).toMatchObject({ type: 'boarding', told: { departure: at('16:10') } });
    expect(again?.key).not.toBe(call.key);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ decision: 'dropped', subject: 'boarding', rule: 'overtaken' }),
    );
  });
});
