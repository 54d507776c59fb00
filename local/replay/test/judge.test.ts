import { judge } from '../judge.ts';
import { type Outcome, Outcome as OutcomeSchema } from '../outcome.ts';

const delayed = {
  at: '2027-05-04T10:00:00.000Z',
  trip: 'ana',
  type: 'delayed',
  text: 'Now 12:40, before 12:00',
} as const;
const boarding = {
  at: '2027-05-04T12:05:00.000Z',
  trip: 'ana',
  type: 'boarding',
  text: 'Gate A1',
} as const;
const asMessage = {
  to: '+5491155550101',
  template: null,
  variables: null,
  status: 'SENT',
} as const;

const outcome: Outcome = {
  scenario: 'a delay',
  booking: { ana: { accepted: true }, beto: { accepted: false, error: 'duplicate' } },
  messages: [
    { ...delayed, ...asMessage },
    { ...boarding, ...asMessage, status: 'UNKNOWN' },
  ],
  delivered: [delayed, boarding],
  suppressed: [
    { at: '2027-05-04T11:00:00.000Z', trip: 'ana', type: 'delayed', reason: 'below_threshold' },
  ],
  tasks: [
    {
      at: '2027-05-04T10:00:00.000Z',
      trip: 'ana',
      kind: 'long_delay',
      severity: 'normal',
      state: 'open',
      reason: 'long_delay',
    },
  ],
  aeroapi: { lookups: 7, pushes: 0 },
  trips: {
    ana: {
      status: 'landed',
      scheduledDeparture: '2027-05-04T12:00:00.000Z',
      nextCheckAt: null,
      metadata: { seat: '12A' },
    },
  },
};

const trips = [{ key: 'ana' }, { key: 'beto' }];
const findings = (expect: unknown, actual: unknown = outcome): readonly string[] =>
  judge({ trips, inbound: [], expect }, actual);

/** One expectation of each kind: one that is met, one that is not, and the finding of that. */
const kinds: readonly (readonly [kind: string, met: object, unmet: object, finding: string])[] = [
  [
    'delivered',
    { delivered: [{ trip: 'ana', type: 'delayed' }] },
    { delivered: [{ trip: 'ana', type: 'landing' }] },
    'delivered.0: expected at least one landing, of ana; came 0: nothing like it',
  ],
  [
    'a trip',
    { delivered: [{ trip: 'ana' }] },
    { delivered: [{ trip: 'beto' }] },
    'delivered.0: expected at least one entry, of beto; came 0: nothing like it',
  ],
  [
    'after, inclusive',
    { delivered: [{ type: 'delayed', after: '2027-05-04T10:00:00Z' }] },
    { delivered: [{ type: 'delayed', after: '2027-05-04T10:00:01Z' }] },
    'delivered.0: expected at least one delayed, at 2027-05-04T10:00:01.000Z or later; came 0: ' +
      'delayed of ana at 2027-05-04T10:00:00.000Z, "Now 12:40, before 12:00" (too early)',
  ],
  [
    'before, inclusive',
    { delivered: [{ type: 'delayed', before: '2027-05-04T12:00:00+02:00' }] },
    { delivered: [{ type: 'delayed', before: '2027-05-04T09:59:59Z' }] },
    'delivered.0: expected at least one delayed, at 2027-05-04T09:59:59.000Z or earlier; came 0: ' +
      'delayed of ana at 2027-05-04T10:00:00.000Z, "Now 12:40, before 12:00" (too late)',
  ],
  [
    'includes: all of them',
    { delivered: [{ type: 'delayed', includes: ['12:00', '12:40'] }] },
    { delivered: [{ type: 'delayed', includes: ['12:00', '12:50'] }] },
    'delivered.0: expected at least one delayed, with "12:00", with "12:50"; came 0: ' +
      'delayed of ana at 2027-05-04T10:00:00.000Z, "Now 12:40, before 12:00" (lacks "12:50")',
  ],
  [
    'excludes: none of them',
    { delivered: [{ type: 'delayed', excludes: ['12:50'] }] },
    { delivered: [{ type: 'delayed', excludes: ['12:50', '12:40'] }] },
    'delivered.0: expected at least one delayed, without "12:50", without "12:40"; came 0: ' +
      'delayed of ana at 2027-05-04T10:00:00.000Z, "Now 12:40, before 12:00" (has "12:40")',
  ],
  [
    'times: no more',
    { delivered: [{ trip: 'ana', times: 2 }] },
    { delivered: [{ type: 'delayed', times: 0 }] },
    'delivered.0: expected exactly 0 delayed; came 1: ' +
      'delayed of ana at 2027-05-04T10:00:00.000Z, "Now 12:40, before 12:00"',
  ],
  [
    'times: no fewer',
    { delivered: [{ type: 'landing', times: 0 }] },
    { delivered: [{ type: 'boarding', times: 2 }] },
    'delivered.0: expected exactly 2 boarding; came 1: ' +
      'boarding of ana at 2027-05-04T12:05:00.000Z, "Gate A1"',
  ],
  [
    'messages, with their status',
    { messages: [{ type: 'boarding', status: 'UNKNOWN' }] },
    { messages: [{ type: 'boarding', status: 'SENT' }] },
    'messages.0: expected at least one boarding, SENT; came 0: ' +
      'boarding of ana at 2027-05-04T12:05:00.000Z, UNKNOWN, "Gate A1" (status is UNKNOWN)',
  ],
  [
    'suppressed',
    { suppressed: [{ type: 'delayed', after: '2027-05-04T11:00:00Z', times: 1 }] },
    { suppressed: [{ type: 'delayed', before: '2027-05-04T10:30:00Z' }] },
    'suppressed.0: expected at least one delayed, at 2027-05-04T10:30:00.000Z or earlier; ' +
      'came 0: delayed of ana at 2027-05-04T11:00:00.000Z, below_threshold (too late)',
  ],
  [
    'tasks, with their state',
    { tasks: [{ kind: 'long_delay', state: 'open' }] },
    { tasks: [{ kind: 'long_delay', state: 'done' }] },
    'tasks.0: expected at least one long_delay, done; came 0: ' +
      'long_delay of ana at 2027-05-04T10:00:00.000Z, open, long_delay (state is open)',
  ],
  [
    'count of a trip',
    { count: { ana: { delayed: 1, landing: 0 } } },
    { count: { ana: { delayed: 2 } } },
    'count.ana.delayed: expected 2; came 1: delayed at 2027-05-04T10:00:00.000Z',
  ],
  [
    'count of all trips',
    { count: { '*': { boarding: 1 } } },
    { count: { '*': { boarding: 0 } } },
    'count.*.boarding: expected 0; came 1: boarding at 2027-05-04T12:05:00.000Z',
  ],
  [
    'flight_total_at_most',
    { count: { ana: { flight_total_at_most: 2 } } },
    { count: { ana: { flight_total_at_most: 1 } } },
    'count.ana.flight_total_at_most: expected at most 1; came 2: ' +
      'delayed at 2027-05-04T10:00:00.000Z, boarding at 2027-05-04T12:05:00.000Z',
  ],
  [
    'never',
    { never: [{ type: 'delayed', before: '2027-05-04T09:00:00Z' }, { includes: ['B2'] }] },
    { never: [{ trip: 'ana', includes: ['A1'] }] },
    'never.0: expected no entry, of ana, with "A1"; came ' +
      'boarding of ana at 2027-05-04T12:05:00.000Z, "Gate A1"',
  ],
  [
    'neverTasks',
    { neverTasks: [{ kind: 'cancelled' }] },
    { neverTasks: [{ kind: 'long_delay' }] },
    'neverTasks.0: expected no long_delay; came ' +
      'long_delay of ana at 2027-05-04T10:00:00.000Z, open, long_delay',
  ],
  [
    'lookupsAtMost',
    { lookupsAtMost: 7 },
    { lookupsAtMost: 6 },
    'lookupsAtMost: expected at most 6; came 7',
  ],
  [
    'booking accepted',
    { booking: { ana: true } },
    { booking: { beto: true } },
    'booking.beto: expected accepted; came duplicate',
  ],
  [
    'booking refused',
    { booking: { beto: false } },
    { booking: { ana: false } },
    'booking.ana: expected refused; came accepted',
  ],
  [
    'a field of a trip',
    { trips: { ana: { status: 'landed' } } },
    { trips: { ana: { status: 'diverted' } } },
    'trips.ana.status: expected "diverted"; came "landed"',
  ],
  [
    'an instant of a trip',
    { trips: { ana: { scheduledDeparture: '2027-05-04T14:00:00+02:00' } } },
    { trips: { ana: { scheduledDeparture: '2027-05-04T14:00:00Z' } } },
    'trips.ana.scheduledDeparture: expected "2027-05-04T14:00:00Z"; ' +
      'came "2027-05-04T12:00:00.000Z"',
  ],
  [
    'a path into a trip',
    { trips: { ana: { 'metadata.seat': '12A', metadata: { seat: '12A' } } } },
    { trips: { ana: { 'metadata.meal': null } } },
    'trips.ana.metadata.meal: expected null; came nothing',
  ],
  [
    'no next check',
    { trips: { ana: { nextCheckAt: 'none' } } },
    { trips: { ana: { nextCheckAt: 'some' } } },
    'trips.ana.nextCheckAt: expected "some"; came null',
  ],
  [
    'a trip in the outcome',
    { trips: {} },
    { trips: { beto: {} } },
    'trips.beto: expected in the outcome; came nothing',
  ],
];

describe('the judge', () => {
  it.each(kinds)('says yes and no to %s', (_kind, met, unmet, finding) => {
    expect(findings(met)).toEqual([]);
    expect(findings(unmet)).toEqual([finding]);
  });

  it('says no to a next check where none is expected', () =>
    expect(
      findings(
        { trips: { ana: { nextCheckAt: 'none' } } },
        { ...outcome, trips: { ana: { nextCheckAt: '2027-05-05T12:00:00.000Z' } } },
      ),
    ).toEqual(['trips.ana.nextCheckAt: expected "none"; came "2027-05-05T12:00:00.000Z"']));

  it('counts what is about the flight, and neither answers nor itineraries', () => {
    const [reply, itinerary] = [
      { ...delayed, type: 'reply' },
      { ...delayed, type: 'itinerary_ready' },
    ];
    const withBoth = {
      ...outcome,
      delivered: [...outcome.delivered, reply, itinerary],
      messages: [...outcome.messages, ...[reply, itinerary].map((m) => ({ ...m, ...asMessage }))],
    };
    expect(findings({ count: { ana: { flight_total_at_most: 2 } } }, withBoth)).toEqual([]);
  });

  it('says everything that is not so, not only the first thing', () =>
    expect(
      findings({
        delivered: [{ type: 'landing' }, { type: 'cancelled' }],
        count: { ana: { delayed: 0 } },
        lookupsAtMost: 0,
      }),
    ).toHaveLength(4));

  it('accepts what a traveller without a trip was answered', () => {
    const reply = { ...delayed, trip: '+5491155550199', type: 'reply' };
    const scenario = { trips, inbound: [{ trip: reply.trip }] };
    const actual = {
      ...outcome,
      delivered: [reply],
      messages: [{ ...reply, ...asMessage }],
    };
    expect(judge({ ...scenario, expect: { delivered: [{ trip: reply.trip }] } }, actual)).toEqual(
      [],
    );
  });
});

describe('the judge refuses an outcome', () => {
  it.each(['messages', 'delivered', 'suppressed', 'tasks'] as const)('without its %s', (list) => {
    const { [list]: _, ...rest } = outcome;
    expect(findings({}, rest)).toEqual([
      expect.stringMatching(new RegExp(`^outcome\\.${list}: .*expected array`)),
    ]);
  });

  it('that does not say whether a trip was booked', () =>
    expect(findings({}, { ...outcome, booking: { ana: { accepted: true } } })).toEqual([
      'booking.beto: expected whether it was booked; came nothing',
    ]));

  it('that delivered what is not among its messages', () =>
    expect(findings({}, { ...outcome, messages: outcome.messages.slice(1) })).toEqual([
      'delivered.0: expected among the messages too; came only ' +
        'delayed of ana at 2027-05-04T10:00:00.000Z, "Now 12:40, before 12:00"',
    ]));

  it.each([
    ['type', 'delivered', { ...delayed, type: 'late' }],
    ['type', 'suppressed', { ...outcome.suppressed[0], type: 'late' }],
    ['status', 'messages', { ...delayed, ...asMessage, status: 'LOST' }],
    ['kind', 'tasks', { ...outcome.tasks[0], kind: 'trouble' }],
    ['state', 'tasks', { ...outcome.tasks[0], state: 'forgotten' }],
    ['severity', 'tasks', { ...outcome.tasks[0], severity: 'whatever' }],
    ['at', 'delivered', { ...delayed, at: 'noon' }],
  ])('with an unknown %s in its %s', (field, list, entry) => {
    const [finding, ...others] = findings({}, { ...outcome, [list]: [entry] });
    expect(others).toEqual([]);
    expect(finding).toContain(`outcome.${list}.0.${field}: `);
    expect(finding).toContain(`; came ${JSON.stringify(Reflect.get(entry, field))}`);
  });
});

describe('the judge refuses an expectation', () => {
  it.each([
    ['of an unknown kind', { arrived: [] }, 'expect: Unrecognized key: "arrived"'],
    [
      'with an unknown word',
      { never: [{ typ: 'delayed' }] },
      'expect.never.0: Unrecognized key: "typ"',
    ],
    ['of an unknown type', { never: [{ type: 'late' }] }, 'expect.never.0.type: Invalid option'],
    [
      'of an unknown type in a count',
      { count: { ana: { late: 0 } } },
      'expect.count.ana: Unrecognized key: "late"',
    ],
    [
      'of an unknown kind of task',
      { neverTasks: [{ kind: 'late' }] },
      'expect.neverTasks.0.kind: Invalid option',
    ],
    ['of an unknown state', { tasks: [{ state: 'gone' }] }, 'expect.tasks.0.state: Invalid option'],
    [
      'of an unknown status',
      { messages: [{ status: 'LOST', times: 0 }] },
      'expect.messages.0.status: Invalid option',
    ],
    [
      'at no instant',
      { never: [{ after: '12:00' }] },
      'expect.never.0.after: Invalid ISO datetime; came "12:00"',
    ],
    [
      'of a trip that the file does not have',
      { never: [{ trip: 'anna' }] },
      'expect.never.0: expected a trip of the file; came "anna"',
    ],
    [
      'of a trip in a count that the file does not have',
      { count: { anna: { delayed: 0 } } },
      'expect.count: expected a trip of the file; came "anna"',
    ],
  ])('%s', (_name, expectation, finding) =>
    expect(findings(expectation)).toEqual([expect.stringContaining(finding)]),
  );
});

it('is given an outcome in the words of the outcome', () =>
  expect(OutcomeSchema.parse(outcome)).toEqual(outcome));
