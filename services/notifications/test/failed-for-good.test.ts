import type { FlightFacts } from '#shared/domain/flight.ts';
import { at, Traveller } from './traveller.ts';

/** The traveller was told the first facts; word of the second failed for good. */
const afterFailure = (held: Partial<FlightFacts>, failed: Partial<FlightFacts>): Traveller => {
  const t = Traveller.booked().readFlight(at('10:00')).readFlight(at('14:00'), held);
  t.fate = 'FAILED for good';
  t.readFlight(at('14:30'), failed);
  t.fate = 'SENT';
  expect(t.context.ledger.at(-1)).toMatchObject({ status: 'FAILED', permanent: true });
  return t;
};
const typesSince = (t: Traveller, since: string): string[] =>
  t.messages.filter((message) => message.at >= at(since)).map(({ type }) => type);

describe('after news that failed for good', () => {
  const late = { departure: at('17:00') };
  const later = { departure: at('18:00') };
  const scheduled: Partial<FlightFacts> = { phase: 'scheduled' };
  const cancelled: Partial<FlightFacts> = { phase: 'cancelled' };

  it.each([
    ['a departure', late, later],
    ['a cancellation', cancelled, scheduled],
    ['a gate', { ...late, gate: 'A1' }, { gate: 'B2' }],
  ])('%s that the traveller holds is not told again', (_, held, failed) => {
    const back = { ...scheduled, departure: at('16:20'), ...held };
    expect(
      typesSince(
        afterFailure(held, failed).readFlight(at('15:00'), back).readFlight(at('15:20')),
        '14:31',
      ),
    ).toEqual([]);
  });

  it('it is not sent again at every look, nor for a few minutes more', () => {
    expect(
      typesSince(
        afterFailure(late, later)
          .readFlight(at('15:00'))
          .readFlight(at('15:20'), { departure: at('18:10') }),
        '14:31',
      ),
    ).toEqual([]);
  });

  it.each([
    ['where the facts were back meanwhile', late],
    ['where they were not', later],
  ])('the next news moves on from what the traveller holds, %s', (_, meanwhile) => {
    const t = afterFailure(late, later)
      .readFlight(at('15:00'), meanwhile)
      .readFlight(at('15:20'), { departure: at('17:30') });
    expect(typesSince(t, '14:31')).toEqual(['delayed']);
    expect(t.messages.at(-1)?.text).toMatch(/17:30.*17:00/s);
  });

  it('the boarding call goes by the departure that the traveller holds', () => {
    const t = afterFailure(late, later)
      .readFlight(at('15:00'), late)
      .readFlight(at('16:25'))
      .waitUntil(at('16:30'));
    expect(t.messages.at(-1)).toMatchObject({ type: 'boarding', at: at('16:25') });
  });

  it('a flight that is on again is told, for the agency has heard of its cancellation', () => {
    expect(
      typesSince(
        afterFailure(late, cancelled).readFlight(at('15:00'), { ...scheduled, ...late }),
        '14:31',
      ),
    ).toEqual(['reinstated']);
  });
});

describe('a message that is given up', () => {
  it.each([
    ['for good', true, 'refused'],
    ['since its time is over', false, 'given_up'],
  ])('%s leaves its reason', (_, permanent, rule) => {
    const t = Traveller.booked().readFlight(at('15:45'), { gate: 'B2' });
    t.changeEntry('boarding', { status: 'FAILED', permanent, errorCode: '63024' });
    t.now = at('16:20');
    t.receiveFailure('boarding');
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ decision: 'dropped', subject: 'boarding', rule }),
    );
  });
});

describe('a template', () => {
  it('goes with another one of the same meaning, for the case that WhatsApp refuses it', () => {
    const t = Traveller.booked()
      .readFlight(at('10:00'), { gate: 'A12' })
      .readFlight(at('11:00'), { departure: at('17:20') });
    const content = t.effects.find(({ type }) => type === 'delayed')?.content;
    expect(content).toMatchObject({ kind: 'template', otherwise: { kind: 'template' } });
    expect(content?.kind === 'template' && content.otherwise?.template).not.toBe(
      content?.kind === 'template' && content.template,
    );
  });
});
