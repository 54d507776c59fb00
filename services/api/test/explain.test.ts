import { hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import { Language } from '#shared/domain/trip.ts';
import type { TripRecord } from '#shared/ports/explanations.ts';
import type { Reason } from '#shared/ports/turn-commands.ts';
import { aFlightFacts, aMoment, anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { explain } from '../domain/explanation.ts';
import { explanationWords } from '../words/explanation.ts';
import { type Api, anApi, bookTrip } from './harness.ts';

const departure = plus(aMoment, 12 * hour);
const aRecord = (over: Partial<TripRecord>): TripRecord => ({
  tripId: '11111111-1111-4111-8111-111111111111',
  journeyId: '22222222-2222-4222-8222-222222222222',
  role: 'traveller',
  flightNumber: 'BA820',
  flightKey: 'BA820/LHR-CPH/2027-03-03/16',
  originIata: 'LHR',
  destinationIata: 'CPH',
  originZone: 'Europe/London',
  departure,
  bookedAt: aMoment,
  hasNumber: true,
  messages: [],
  decisions: [],
  readings: [],
  calls: [],
  ...over,
});
const gateAt = (at: Instant, gate: string | null): TripRecord['readings'][number] => ({
  at,
  phase: 'scheduled',
  gate,
  departure,
});
const early = plus(departure, -6 * hour);
const late = plus(departure, -2 * hour);
const reasonsOf = (trip: TripRecord, optedOut = false) =>
  explain({ contactId: trip.tripId, optedOut, trips: [trip] }, 3).map((one) => [
    one.gate,
    one.kind === 'silence' ? one.rule : one.kind,
  ]);

describe('a message that was not delivered', () => {
  const said = (code: string): string | undefined =>
    explanationWords(
      {
        kind: 'message',
        at: aMoment,
        tripId: aRecord({}).tripId,
        subject: 'cancelled',
        gate: null,
        state: 'failed',
        code,
        messageId: '33333333-3333-4333-8333-333333333333',
      },
      aRecord({}),
    ).en;

  it('says why in words', () =>
    expect(said('63024')).toBe(
      'Cancellation: could not be delivered (the number is not on WhatsApp).',
    ));
  it('says the code where there are no words for it', () =>
    expect(said('63999')).toBe('Cancellation: could not be delivered (code 63999).'));
});

describe('a gate that nobody was told', () => {
  it.each<readonly [string, Partial<TripRecord>, boolean, unknown]>([
    ['is the first', { readings: [gateAt(early, 'A1')] }, false, [['A1', 'first_gate']]],
    [
      'changed too early',
      { readings: [gateAt(aMoment, 'A1'), gateAt(early, 'B2')] },
      false,
      [
        ['A1', 'first_gate'],
        ['B2', 'gate_outside_window'],
      ],
    ],
    [
      'is news, and no message said it',
      { bookedAt: early, readings: [gateAt(aMoment, 'A1'), gateAt(late, 'B2')] },
      false,
      [['B2', 'gate_not_told']],
    ],
    [
      'is not for who follows',
      { role: 'follower', readings: [gateAt(early, 'A1')] },
      false,
      [['A1', 'not_for_role']],
    ],
    [
      'is of somebody without a number',
      { hasNumber: false, readings: [gateAt(early, 'A1')] },
      false,
      [['A1', 'no_number']],
    ],
    [
      'is of somebody who has opted out',
      { readings: [gateAt(early, 'A1')] },
      true,
      [['A1', 'opted_out']],
    ],
    [
      'stays the same',
      {
        bookedAt: early,
        readings: [gateAt(aMoment, 'A1'), gateAt(late, null), gateAt(late, 'A1')],
      },
      false,
      [],
    ],
  ])('because it %s', (_, over, optedOut, expected) => {
    expect(reasonsOf(aRecord(over), optedOut)).toEqual(expected);
  });

  it('is none where a message or a decision of that moment says why', () => {
    const readings = [gateAt(aMoment, 'A1'), gateAt(late, 'B2')];
    const decision = {
      at: late,
      decision: 'held',
      subject: 'gate_change',
      rule: 'quiet_hours',
      until: plus(late, hour),
    } as const;
    const message = {
      id: '33333333-3333-4333-8333-333333333333',
      type: 'gate_change',
      status: 'SENT',
      providerStatus: 'read',
      errorCode: null,
      reason: null,
      createdAt: plus(late, 1_000),
      sentAt: plus(late, 2_000),
      gate: 'B2',
    } as const;
    const known = { bookedAt: plus(aMoment, minute), readings };
    expect(reasonsOf(aRecord({ ...known, decisions: [decision] }))).toEqual([
      [null, 'quiet_hours'],
    ]);
    expect(reasonsOf(aRecord({ ...known, messages: [message] }))).toEqual([['B2', 'message']]);
  });
});

/** Commits a turn of the trip, in which its flight was read or something was decided. */
const commit = async (
  api: Api,
  tripId: string,
  work: Parameters<typeof aTurn>[1] & { readonly gate?: string },
): Promise<void> => {
  const trip = await api.store.trip(api.south.id, tripId);
  if (!trip) throw new Error('the trip is not there');
  const { gate, ...turn } = work;
  await api.store.commit(
    aTurn(aTripBooked(trip), {
      actorId: `${tripId} ${turn.now ?? ''} ${gate ?? ''}`,
      ...turn,
      ...(gate !== undefined && {
        agent: 'flight-tracker' as const,
        agencyId: null,
        records: [
          {
            kind: 'flight' as const,
            flightKey: trip.flightKey,
            facts: aFlightFacts({ gate }),
            status: 'scheduled' as const,
            nextCheckAt: null,
            raw: null,
            changed: true,
            alertId: null,
          },
        ],
      }),
    }),
  );
};

describe('why did Elena not hear of the gate?', () => {
  it('is answered by one call, as sentences in each language', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south, { clientName: 'Elena Ruiz' });
    const trip = await api.store.trip(api.south.id, tripId);
    if (!trip) throw new Error('the trip is not there');
    const takenOff = plus(trip.departure, -8 * hour);
    await commit(api, tripId, { now: takenOff, gate: 'B22' });
    const held: Reason = {
      tripId,
      decision: 'held',
      subject: 'delayed',
      rule: 'pause_after_delay',
      detail: { until: plus(takenOff, hour) },
    };
    await commit(api, tripId, { now: plus(takenOff, minute), reasons: [held] });
    const boarding = anEffect(trip, api.south, { type: 'boarding', told: { gate: 'B22' } });
    await commit(api, tripId, { now: plus(takenOff, 2 * hour), effects: [boarding] });
    const answer = await api.south.ask('GET', `/explain?contact=${trip.contactId}`);
    expect(answer.status).toBe(200);
    expect(answer.json['legs']).toMatchObject([{ tripId, flightNumber: 'BA820' }]);
    expect(answer.json['items']).toMatchObject([
      {
        kind: 'silence',
        subject: 'gate_change',
        gate: 'B22',
        rule: 'first_gate',
        words: {
          es:
            'Cambio de puerta, puerta B22: es la primera que se conoce, y no un cambio: ' +
            'va en el recordatorio o el embarque.',
        },
      },
      {
        kind: 'silence',
        rule: 'pause_after_delay',
        words: {
          en:
            'Delay: they had just heard of a delay: the next change is put together. ' +
            'It is decided again: Wed 3 Mar 09:20 (LHR).',
        },
      },
      {
        kind: 'message',
        subject: 'boarding',
        gate: 'B22',
        state: 'waiting',
        words: { pt: 'Chamada para embarque, portão B22: espera para sair.' },
      },
    ]);
    expect(answer.text).not.toMatch(/Elena|5555/);
    const items: { words: object }[] = JSON.parse(answer.text).items;
    for (const { words } of items) expect(Object.keys(words)).toEqual([...Language.options]);
    const only = await api.south.ask(
      'GET',
      `/explain?contact=${trip.contactId}&trip=${tripId}&subject=gate_change`,
    );
    expect(only.json['items']).toHaveLength(1);
    const foreign = await api.north.ask('GET', `/explain?contact=${trip.contactId}`);
    expect(foreign.status).toBe(404);
  });

  it('says of a message to many that was stopped that it was not sent', async () => {
    const api = await anApi();
    const trip = await api.store.trip(api.south.id, await bookTrip(api.south));
    if (!trip) throw new Error('the trip is not there');
    const key = 'notice';
    const notice = anEffect(trip, api.south, {
      ...{ key, type: 'agency_notice', dueAt: plus(aMoment, hour) },
    });
    await commit(api, trip.id, { now: aMoment, effects: [notice] });
    await commit(api, trip.id, {
      now: plus(aMoment, minute),
      voids: [{ key, reason: 'stopped' }],
    });
    const { json } = await api.south.ask('GET', `/explain?contact=${trip.contactId}`);
    expect(json['items']).toMatchObject([
      {
        ...{ kind: 'silence', subject: 'agency_notice', rule: 'stopped', state: null },
        words: {
          es: 'Aviso de la agencia: no se envió: alguien de la agencia lo detuvo.',
          en: 'Notice of the agency: it was not sent: somebody of the agency stopped it.',
          pt: 'Aviso da agência: não foi enviada: alguém da agência a interrompeu.',
        },
      },
    ]);
  });

  it('says whom to call, and what was taken back', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    const trip = await api.store.trip(api.south.id, tripId);
    if (!trip) throw new Error('the trip is not there');
    await commit(api, tripId, {
      now: aMoment,
      tasks: [
        { op: 'open', kind: 'call', tripId, reason: 'cancelled', facts: { message: 'cancelled' } },
      ],
      effects: [
        anEffect(trip, api.south, {
          key: 'late',
          type: '24h_reminder',
          dueAt: plus(aMoment, hour),
        }),
      ],
    });
    await commit(api, tripId, {
      now: plus(aMoment, minute),
      voids: [{ key: 'late', reason: 'flight_cancelled' }],
      reasons: [
        {
          tripId,
          decision: 'dropped',
          subject: '24h_reminder',
          rule: 'flight_cancelled',
          detail: {},
        },
      ],
    });
    const { json } = await api.south.ask('GET', `/explain?contact=${trip.contactId}`);
    expect(json['items']).toMatchObject([
      { kind: 'silence', subject: '24h_reminder', rule: 'flight_cancelled' },
      {
        kind: 'call',
        subject: 'cancelled',
        words: { en: 'Cancellation: they are to be called: by WhatsApp it cannot be said.' },
      },
    ]);
    expect(json['items']).toHaveLength(2);
  });
});
