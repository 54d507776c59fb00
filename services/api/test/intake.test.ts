import { ServiceUnavailable } from '#shared/errors.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import { parseEvent } from '#shared/events/catalogue.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { createIntake } from '../intake.ts';
import { type Api, anApi, bookTrip } from './harness.ts';
import { booking } from './requests.ts';

const id = '8c5b8f7e-3a54-4e0e-9a5e-0c6a4c2f1b01';
const bookingEvent = (
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
const intakeFor = (api: Api) => {
  const line = (message: string, fields = {}) =>
    void api.logLines.push({ level: 'any', message, fields });
  return createIntake({
    desk: api.store,
    clock: { now: () => aMoment },
    log: { debug: line, info: line, warn: line, error: line },
  });
};

describe('a booking from the bus', () => {
  it('is booked as the API books it, once, however often the event comes', async () => {
    const api = await anApi();
    const intake = intakeFor(api);
    const [first, again] = [
      await intake(bookingEvent(api.south.id)),
      await intake(bookingEvent(api.south.id)),
    ];
    expect([first.kind, again.kind]).toEqual(['booked', 'same']);
    expect(await api.eventTypes()).toEqual(['TripBooked']);
    const [trip] = await api.store.trips(api.south.id, { limit: 1 });
    expect(trip).toMatchObject({
      whatsapp: '+5491155550100',
      consent: { how: 'attested', by: 'event bus', recordedBy: 'event bus' },
    });
  });

  it('is the same booking where its own rule calls the API with it', async () => {
    const api = await anApi();
    const event = bookingEvent(api.south.id, booking({ reference: 'LOC-7Q' }));
    // An API destination sends `$.detail.data`, and `$.detail.id` as a header.
    const answer = await api.south.ask('POST', '/trips', event.data, {
      'idempotency-key': event.id,
    });
    expect(answer.status).toBe(201);
    expect((await intakeFor(api)(event)).kind).toBe('same');
    expect(await api.eventTypes()).toEqual(['TripBooked']);
  });

  it('that the API booked before is the same trip by its reference, else a duplicate', async () => {
    const api = await anApi();
    await bookTrip(api.south, { reference: 'LOC-7Q' });
    expect(
      (await intakeFor(api)(bookingEvent(api.south.id, booking({ reference: 'LOC-7Q' })))).kind,
    ).toBe('same');
    expect(
      (
        await intakeFor(api)({
          ...bookingEvent(api.south.id),
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
      expect(await intakeFor(api)(bookingEvent(api.south.id, data))).toMatchObject({
        kind: 'refused',
        code,
      });
      expect(await api.eventTypes()).toEqual([]);
      expect(api.logLines).toMatchObject([
        { fields: { eventId: id, agencyId: api.south.id, code } },
      ]);
      expect(JSON.stringify(api.logLines)).not.toMatch(/Ana|5555/);
    },
  );

  it('of no agency is refused', async () => {
    const api = await anApi();
    expect(await intakeFor(api)(bookingEvent(null))).toMatchObject({
      kind: 'refused',
      code: 'no_agency',
    });
  });

  it('is delivered again when the database does not answer', async () => {
    const api = await anApi();
    const unavailableDesk = {
      ...api.store,
      book: () => Promise.reject(new ServiceUnavailable('database', 'gone')),
    };
    const line = () => undefined;
    const intake = createIntake({
      desk: unavailableDesk,
      clock: { now: () => aMoment },
      log: { debug: line, info: line, warn: line, error: line },
    });
    await expect(intake(bookingEvent(api.south.id))).rejects.toBeInstanceOf(ServiceUnavailable);
  });
});
