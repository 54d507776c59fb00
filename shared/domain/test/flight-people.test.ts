import { aFlightFacts, aMoment } from '#shared/testing/builders.ts';
import { type PersonOnFlight, toldState, toldTotals } from '../flight-people.ts';
import { minute, plus } from '../instant.ts';

const id = '00000000-0000-4000-8000-000000000001';
const facts = aFlightFacts();
const last: NonNullable<PersonOnFlight['last']> = {
  messageId: id,
  tripId: id,
  type: 'reservation_confirmation',
  status: 'SENT',
  providerStatus: 'delivered',
  errorCode: null,
  createdAt: aMoment,
  sentAt: aMoment,
  departure: facts.departure,
  phase: null,
};
const person: PersonOnFlight = {
  tripId: id,
  journeyId: id,
  contactId: id,
  name: 'Ana Ruiz',
  role: 'traveller',
  passengers: [],
  phone: '+5491155550100',
  optedOut: false,
  last,
  dropped: null,
  suppressed: null,
  call: null,
  tasks: [],
};
const suppressed = (rule: string, at = aMoment) => ({ subject: 'delayed', rule, at });
const state = (over: Partial<PersonOnFlight>, of: Partial<typeof facts> = {}) =>
  toldState({ ...person, ...over }, { ...facts, ...of });

describe('whether a person knows of a flight', () => {
  it.each([
    ['PENDING', null, 'waiting'],
    ['UNKNOWN', null, 'waiting'],
    ['SENT', 'accepted', 'sent'],
    ['SENT', 'delivered', 'delivered'],
    ['SENT', 'read', 'read'],
    ['FAILED', 'undelivered', 'failed'],
  ] as const)('%s, %s by the provider, is %s', (status, providerStatus, expected) => {
    expect(state({ last: { ...last, status, providerStatus } }).state).toBe(expected);
  });

  it('who was told before it was cancelled was not told, and why', () => {
    expect(state({}, { phase: 'cancelled' })).toEqual({ state: 'not_told', why: null });
    expect(state({ suppressed: suppressed('fresh_look') }, { phase: 'cancelled' }).why).toBe(
      'fresh_look',
    );
    expect(state({ optedOut: true }, { phase: 'cancelled' }).why).toBe('opted_out');
    expect(state({ last: { ...last, phase: 'cancelled' } }, { phase: 'cancelled' }).state).toBe(
      'delivered',
    );
  });

  it('who was told that it is cancelled does not know that it flies again', () => {
    expect(state({ last: { ...last, phase: 'cancelled' } }).state).toBe('not_told');
    expect(state({ last: { ...last, phase: 'cancelled' } }, { phase: 'departed' }).state).toBe(
      'not_told',
    );
  });

  it('another time is to be told, unless it is too little to tell', () => {
    const later = { departure: plus(facts.departure, 12 * minute) };
    expect(state({}, { departure: plus(facts.departure, 4 * minute) }).state).toBe('delivered');
    expect(state({}, later).state).toBe('not_told');
    expect(state({ suppressed: suppressed('below_threshold') }, later).state).toBe('delivered');
  });

  it('a later message that was dropped says why, unless a decision came after it', () => {
    const dropped = { type: 'cancelled', reason: 'expired', at: aMoment } as const;
    const phase = 'cancelled';
    expect(state({ dropped }, { phase }).why).toBe('expired');
    const before = suppressed('quiet_hours', plus(aMoment, -minute));
    expect(state({ dropped, suppressed: before }, { phase }).why).toBe('expired');
    expect(state({ dropped, suppressed: suppressed('fresh_look') }, { phase }).why).toBe(
      'fresh_look',
    );
  });

  it('who has no number is to be called, was called with it, or hears nothing', () => {
    const unwritten = { phone: null, last: null };
    const call = (callState: 'open' | 'claimed' | 'done', message: string) =>
      state({ ...unwritten, call: { state: callState, message } }, { phase: 'cancelled' });
    expect(call('open', 'cancelled').state).toBe('to_call');
    expect(call('claimed', 'cancelled').state).toBe('to_call');
    expect(call('done', 'cancelled').state).toBe('called');
    expect(call('done', 'departure_moved_earlier')).toEqual({
      state: 'not_told',
      why: 'no_number',
    });
    expect(state(unwritten)).toEqual({ state: 'not_told', why: 'no_number' });
  });

  it('who was called knows it by telephone, until a message says what holds now', () => {
    const phase = 'cancelled';
    const call = { state: 'done', message: phase } as const;
    const cancelled = { ...last, phase } as const;
    const by = (status: 'FAILED' | 'PENDING' | 'SENT') =>
      state({ call, last: { ...cancelled, status } }, { phase }).state;
    expect([by('FAILED'), by('PENDING'), by('SENT')]).toEqual(['called', 'waiting', 'delivered']);
    expect(state({ call }, { phase }).state).toBe('called');
  });

  it('counts each of them once', () => {
    expect(
      toldTotals([
        'read',
        'delivered',
        'sent',
        'called',
        'waiting',
        'failed',
        'to_call',
        'not_told',
      ]),
    ).toEqual({
      people: 8,
      told: 4,
      called: 1,
      delivered: 2,
      read: 1,
      waiting: 1,
      failed: 1,
      toCall: 1,
      notTold: 1,
    });
  });
});
