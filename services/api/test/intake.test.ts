import { ServiceUnavailable } from '#shared/errors.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import { parseEvent } from '#shared/events/catalogue.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { createIntake } from '../intake.ts';
import { type Api, anApi, booked } from './harness.ts';
import { booking } from './requests.ts';

const id = '8c5b8f7e-3a54-4e0e-9a5e-0c6a4c2f1b01';
const received = (
  agencyId: string | null,
  data: unknown = booking(),
): EventOf<'TripBookingReceived'> => {
  const event = parseEvent({
    id,
    type: 'TripBookingReceived',
    version: 1,
    time: aMoment,
    agencyId,
    tripId: null,
    correlationId: id,
    causationId: null,
    data,
  });
  if (event.type !== 'TripBookingReceived') throw new Error('another event');
  return event;
};
const intakeOf = (api: Api) => {
  const line = (message: string, fields = {}) =>
    void api.lines.push({ level: 'any', message, fields });
  return createIntake({
    desk: api.store,
    clock: { now: () => aMoment },
    log: { debug: line, info: line, warn: line, error: line },
  });
};

describe('a booking from the bus', () => {
  it('is booked as the API books it, once, however often the event comes', async () => {
    const api = await anApi();
    const take = intakeOf(api);
    const [first, again] = [await take(received(api.south.id)), await take(received(api.south.id))];
    expect([first.kind, again.kind]).toEqual(['booked', 'same']);
    expect(await api.eventTypes()).toEqual(['TripBooked']);
    const [trip] = await api.store.trips(api.south.id, { limit: 1 });
    expect(trip).toMatchObject({
      whatsapp: '+5491155550100',
      consent: { how: 'attested', by: 'event bus' },
    });
  });

  it('that the API has taken already is the same trip where the reference says so, and else a duplicate: one confirmation either way', async () => {
    const api = await anApi();
    await booked(api.south, { reference: 'LOC-7Q' });
    expect(
      (await intakeOf(api)(received(api.south.id, booking({ reference: 'LOC-7Q' })))).kind,
    ).toBe('same');
    expect(
      (
        await intakeOf(api)({
          ...received(api.south.id),
          id: '8c5b8f7e-3a54-4e0e-9a5e-0c6a4c2f1b02',
        })
      ).kind,
    ).toBe('duplicate');
    expect(await api.eventTypes()).toEqual(['TripBooked']);
  });

  it.each([
    ['unknown_airport', booking({ originIata: 'QQQ' })],
    ['departure_past', booking({ departure: '2020-01-01T10:00' })],
    ['null_character', booking({ stay: 'x\0' })],
  ])(
    'that cannot be accepted is done with, and seen in the log without personal data: %s',
    async (code, data) => {
      const api = await anApi();
      expect(await intakeOf(api)(received(api.south.id, data))).toMatchObject({
        kind: 'refused',
        code,
      });
      expect(await api.eventTypes()).toEqual([]);
      expect(api.lines).toMatchObject([{ fields: { eventId: id, agencyId: api.south.id, code } }]);
      expect(JSON.stringify(api.lines)).not.toMatch(/Ana|5555/);
    },
  );

  it('of no agency is refused', async () => {
    const api = await anApi();
    expect(await intakeOf(api)(received(null))).toMatchObject({
      kind: 'refused',
      code: 'no_agency',
    });
  });

  it('comes again when the data could not be reached', async () => {
    const api = await anApi();
    const gone = {
      ...api.store,
      book: () => Promise.reject(new ServiceUnavailable('database', 'gone')),
    };
    const line = () => undefined;
    const take = createIntake({
      desk: gone,
      clock: { now: () => aMoment },
      log: { debug: line, info: line, warn: line, error: line },
    });
    await expect(take(received(api.south.id))).rejects.toBeInstanceOf(ServiceUnavailable);
  });
});
