import type { FlightFacts } from '#shared/domain/flight.ts';
import { Traveller } from './traveller.ts';

const at = (clock: string) => `2027-03-03T${clock}:00.000Z`;

/** The traveller was told the first of these; the second failed for good. */
const told = (held: Partial<FlightFacts>, failed: Partial<FlightFacts>): Traveller => {
  const t = Traveller.booked().reads(at('10:00')).reads(at('14:00'), held);
  t.fate = 'FAILED for good';
  t.reads(at('14:30'), failed);
  t.fate = 'SENT';
  expect(t.context.ledger.at(-1)).toMatchObject({ status: 'FAILED', permanent: true });
  return t;
};
const typesSince = (t: Traveller, since: string): string[] =>
  t.said.filter((m) => m.at >= at(since)).map((m) => m.type);

describe('after news that failed for good', () => {
  const late = { departure: at('17:00') };
  const later = { departure: at('18:00') };
  const flies: Partial<FlightFacts> = { phase: 'scheduled' };
  const cancelled: Partial<FlightFacts> = { phase: 'cancelled' };

  it.each([
    ['a departure', late, later],
    ['a cancellation', cancelled, flies],
    ['a gate', { ...late, gate: 'A1' }, { gate: 'B2' }],
  ])('%s that the traveller holds is not told again', (_, held, failed) => {
    const back = { ...flies, departure: at('16:20'), ...held };
    expect(
      typesSince(told(held, failed).reads(at('15:00'), back).reads(at('15:20')), '14:31'),
    ).toEqual([]);
  });

  it('it is not sent again at every look, nor for a few minutes more', () => {
    expect(
      typesSince(
        told(late, later)
          .reads(at('15:00'))
          .reads(at('15:20'), { departure: at('18:10') }),
        '14:31',
      ),
    ).toEqual([]);
  });

  it.each([
    ['where the facts were back meanwhile', late],
    ['where they were not', later],
  ])('the next news moves on from what the traveller holds, %s', (_, meanwhile) => {
    const t = told(late, later)
      .reads(at('15:00'), meanwhile)
      .reads(at('15:20'), { departure: at('17:30') });
    expect(typesSince(t, '14:31')).toEqual(['delayed']);
    expect(t.said.at(-1)?.text).toMatch(/17:30.*17:00/s);
  });

  it('the boarding call goes by the departure that holds', () => {
    const t = told(late, later).reads(at('15:00'), late).reads(at('16:25')).until(at('16:30'));
    expect(t.said.at(-1)).toMatchObject({ type: 'boarding', at: at('16:25') });
  });

  it('a flight that is on again is told, for the agency has heard of its cancellation', () => {
    expect(
      typesSince(told(late, cancelled).reads(at('15:00'), { ...flies, ...late }), '14:31'),
    ).toEqual(['reinstated']);
  });
});
