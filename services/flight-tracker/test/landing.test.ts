import { minute, plus } from '#shared/domain/instant.ts';
import { afterLook, afterPush } from '../domain/interpret.ts';
import { type LiveFlight, type TrackerState, unknownFlight } from '../domain/state.ts';
import { airports, aReading, aRecord, at, booked } from './records.ts';

/** BA820 on a day on which it takes ten hours. */
const flying = {
  status: 'En Route / On Time',
  actual_out: at(0),
  actual_off: at(15),
  scheduled_on: at(590),
  estimated_on: at(590),
  scheduled_in: at(600),
  estimated_in: at(600),
};
const down = {
  ...flying,
  status: 'Arrived / Gate Arrival',
  actual_on: at(200),
  actual_in: at(205),
};

const see = (state: TrackerState, over: object, minutes: number): LiveFlight => {
  const next = afterLook(state, [aRecord({ ...over })], at(minutes), booked);
  if (next?.kind !== 'live') throw new Error('the flight was not in the answer');
  return next;
};
const inTheAir = see(unknownFlight, flying, 60);

describe('a landing that comes long before the arrival known so far', () => {
  it('is not believed at its first reading, and is looked at again after ten minutes', () => {
    const once = see(inTheAir, { ...down, gate_destination: 'B2', baggage_claim: '4' }, 205);
    expect(once.facts).toMatchObject({ phase: 'departed', landedAt: null, belt: '4' });
    expect(once.facts.arrival).toBe(at(600));
    const { confirmAt } = once.doubt ?? {};
    expect(confirmAt && confirmAt >= at(215) && confirmAt <= at(216)).toBe(true);
  });

  it('is believed when a reading ten minutes after the first says so too', () => {
    const once = see(inTheAir, down, 205);
    const early = see(once, down, 214);
    expect(early.facts.phase).toBe('departed');
    expect(see(early, down, 215).facts).toMatchObject({ phase: 'landed', landedAt: at(205) });
  });

  it('counts its ten minutes anew where a reading takes it back', () => {
    const back = see(see(inTheAir, down, 205), flying, 210);
    expect(back.doubt).toBeNull();
    const again = see(back, down, 216);
    expect(again.facts.phase).toBe('departed');
    expect(see(again, down, 225).facts.phase).toBe('departed');
    expect(see(again, down, 226).facts.phase).toBe('landed');
  });

  it('stays in doubt where its estimates have come down with it', () => {
    const poisoned = { ...down, estimated_on: at(200), estimated_in: at(205) };
    const once = see(inTheAir, poisoned, 205);
    expect(see(once, poisoned, 208).facts.phase).toBe('departed');
    expect(see(once, poisoned, 216).facts.phase).toBe('landed');
  });

  it('is not taken back by a reading that is not to be trusted', () => {
    const once = see(inTheAir, down, 205);
    const lost = see(once, { ...flying, status: 'result unknown' }, 208);
    expect(see(lost, down, 215).facts.phase).toBe('landed');
  });

  it('is doubted where only the text says so', () => {
    const once = see(inTheAir, { ...flying, status: 'Arrived' }, 205);
    expect(once.facts.phase).toBe('departed');
    expect(see(once, { ...flying, status: 'Arrived' }, 216).facts.phase).toBe('landed');
  });

  it('is doubted in a first reading too, by the arrival that it names itself', () => {
    expect(see(unknownFlight, down, 205).facts.phase).toBe('departed');
  });

  it('is doubted in a push, and taken back by one that says it is in the air', () => {
    const push = (minutes: number, status: string | null, landed: boolean) =>
      aReading({
        at: at(minutes),
        source: 'push',
        status,
        cancelled: null,
        times: {
          scheduledOut: null,
          estimatedOut: null,
          scheduledIn: null,
          scheduledOn: null,
          ...(landed ? { actualOn: at(200) } : {}),
        },
      });
    const hear = (state: TrackerState, reading: ReturnType<typeof aReading>) =>
      afterPush(state, reading, { code: 'on', faFlightId: null }, booked).state;
    const once = hear(inTheAir, push(205, null, true));
    expect(once.facts?.phase).toBe('departed');
    expect(once.doubt?.kind).toBe('landing-read');
    expect(hear(once, push(208, null, false)).doubt?.kind).toBe('landing-read');
    expect(hear(once, push(208, 'En Route / On Time', false)).doubt).toBeNull();
    expect(hear(once, push(216, null, true)).facts?.phase).toBe('landed');
  });

  it('is believed of a diverted flight', () => {
    const elsewhere = { ...down, diverted: true, destination: airports.GOT };
    expect(see(inTheAir, elsewhere, 205).facts).toMatchObject({
      phase: 'diverted',
      landedAt: at(205),
    });
  });

  it('is believed at once up to ninety minutes early, and stays', () => {
    const early = { ...down, actual_on: at(510), actual_in: null };
    const landed = see(inTheAir, early, 512);
    expect(landed.facts.phase).toBe('landed');
    expect(see(landed, flying, 530).facts.phase).toBe('landed');
    expect(see(inTheAir, { ...early, actual_on: plus(at(510), -minute) }, 512).facts.phase).toBe(
      'departed',
    );
  });
});
