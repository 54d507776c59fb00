import fc from 'fast-check';
import { z } from 'zod';
import { uuidV5 } from '../uuid-v5.ts';

const part = fc.oneof(fc.string(), fc.integer(), fc.constant(null));

describe('a derived id', () => {
  it('is a uuid of version 5', () => {
    fc.assert(
      fc.property(
        fc.array(part),
        (parts) => z.uuid({ version: 'v5' }).safeParse(uuidV5(...parts)).success,
      ),
    );
  });

  it('is the same for the same parts and another for others', () => {
    fc.assert(
      fc.property(fc.array(part), fc.array(part), (a, b) => {
        expect(uuidV5(...a) === uuidV5(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it('tells parts apart', () => {
    expect(uuidV5('a', 'b')).not.toBe(uuidV5('ab'));
    expect(uuidV5('1')).not.toBe(uuidV5(1));
  });

  it('stays what it is for ever: events in queues carry it', () => {
    expect(uuidV5('timer', 'notifications', 'x', 'ReminderDue', 1)).toMatchInlineSnapshot(
      `"5f051e8c-004a-54e6-b9f3-95a2a6a81839"`,
    );
  });
});
