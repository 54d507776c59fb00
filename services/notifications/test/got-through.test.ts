import type { MessageType } from '#shared/domain/message.ts';
import { at, Traveller } from './traveller.ts';

describe('the tasks about messages that do not get through', () => {
  /** The provider cannot deliver an accepted message to this number, for the nth time. */
  const fail = (t: Traveller, type: MessageType, attempts = 1): void => {
    t.changeEntry(type, { status: 'FAILED', permanent: true, errorCode: '63024', attempts });
    t.receiveFailure(type);
  };
  const openKinds = (t: Traveller) =>
    t.context.tasks.map((task) => task.kind).filter((kind) => kind !== 'cancelled');
  const cancelledAtNoon = () =>
    Traveller.booked().readFlight(at('11:00')).readFlight(at('12:00'), { phase: 'cancelled' });

  it('open when an accepted message is undeliverable, and stay while the next is accepted', () => {
    const t = cancelledAtNoon();
    fail(t, 'cancelled');
    expect(openKinds(t)).toEqual(['unreachable', 'critical_unsent']);
    t.readFlight(at('12:20'), { phase: 'scheduled' });
    expect(t.entryOf('reinstated').status).toBe('SENT');
    t.readFlight(at('12:30'));
    expect(openKinds(t)).toEqual(['unreachable', 'critical_unsent']);
  });

  it('close when later news of the flight has arrived', () => {
    const t = cancelledAtNoon();
    fail(t, 'cancelled');
    t.readFlight(at('12:20'), { phase: 'scheduled' });
    t.changeEntry('reinstated', { arrived: true });
    t.readFlight(at('12:30'));
    expect(openKinds(t)).toEqual([]);
  });

  it('open and close at once when the failure is reported after a later message arrived', () => {
    const t = cancelledAtNoon();
    t.readFlight(at('12:20'), { phase: 'scheduled' });
    t.changeEntry('reinstated', { arrived: true });
    fail(t, 'cancelled');
    expect(openKinds(t)).toEqual([]);
    const changes = t.tasks.filter(
      (task) => task.kind === 'unreachable' || task.kind === 'critical_unsent',
    );
    expect(changes.map(({ op, kind }) => `${op} ${kind}`).sort()).toEqual([
      'close critical_unsent',
      'close unreachable',
      'open critical_unsent',
      'open unreachable',
    ]);
  });

  it('open again when a message that was accepted after failures fails after all', () => {
    const t = Traveller.booked().readFlight(at('11:00'));
    t.fate = 'UNKNOWN';
    t.readFlight(at('12:00'), { phase: 'cancelled' });
    t.receiveFailure('cancelled', { state: 'unknown', code: '500' });
    expect(openKinds(t)).toEqual(['critical_unsent']);
    t.changeEntry('cancelled', { status: 'SENT', sentAt: at('12:15') });
    t.readFlight(at('12:20'), { phase: 'cancelled' });
    expect(openKinds(t)).toEqual([]);
    fail(t, 'cancelled');
    expect(openKinds(t)).toEqual(['unreachable', 'critical_unsent']);
  });

  it('do not count what was about an earlier booking as unsent', () => {
    const t = Traveller.booked().readFlight(at('11:00'));
    t.readFlight(at('12:00'), { departure: at('18:00') });
    fail(t, 'delayed');
    expect(openKinds(t)).toContain('critical_unsent');
    t.editTrip(at('12:30'), { departure: '2027-03-05T15:00:00.000Z' }, { notify: false });
    expect(openKinds(t)).toEqual(['unreachable']);
  });
});
