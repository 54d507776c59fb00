import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type NoticeCandidate, noticeDifference, planNotice } from '../notice.ts';

const now = '2027-03-03T12:00:00.000Z';
const rules = { brakes: [], requiresExplicitConsent: false, now };
const candidate = (over: Partial<NoticeCandidate> = {}): NoticeCandidate => ({
  ...{ contactId: randomUUID(), revision: 1, name: 'Ana Ruiz', language: 'es', hasNumber: true },
  ...{ tripId: randomUUID(), journeyId: randomUUID(), role: 'traveller', optedOut: false },
  ...{ consent: null, lastInboundAt: null, isUnreachable: false },
  ...over,
});
const why = (one: NoticeCandidate, over: Partial<typeof rules> = {}) =>
  planNotice([one], { es: 'Hola' }, { ...rules, ...over }).leftOut[0]?.why ?? null;

describe('a notice', () => {
  it('leaves out, with the reason, whom it must not or cannot reach', () => {
    expect(why(candidate())).toBeNull();
    expect(why(candidate({ hasNumber: false }))).toBe('no_number');
    expect(why(candidate({ optedOut: true }))).toBe('opted_out');
    expect(why(candidate({ role: 'follower' }))).toBe('follower');
    expect(why(candidate(), { requiresExplicitConsent: true })).toBe('no_consent');
    expect(why(candidate({ isUnreachable: true }))).toBe('unreachable');
    expect(why(candidate({ language: 'pt' }))).toBe('no_language');
  });

  it('leaves out whom a pause holds, and nobody for a shadow or a test', () => {
    const one = candidate();
    const brakes = (state: 'paused' | 'shadow' | 'test', subject = one.journeyId) => ({
      brakes: [{ scope: 'journey' as const, subject, state, until: null }],
    });
    const whyBy = (over: object) =>
      planNotice([one], { any: 'Hola' }, { ...rules, ...over }).leftOut;
    expect(whyBy(brakes('paused'))).toMatchObject([{ why: 'paused' }]);
    expect(whyBy(brakes('paused', randomUUID()))).toEqual([]);
    expect(whyBy(brakes('shadow'))).toEqual([]);
    expect(whyBy(brakes('test'))).toEqual([]);
  });

  it('says the words of their language, else those for all', () => {
    const people = [candidate(), candidate({ language: 'en' })];
    const { recipients } = planNotice(people, { en: 'Hi', any: 'Hola' }, rules);
    expect(recipients.map(({ text }) => text)).toEqual(['Hola', 'Hi']);
  });

  const ids = Array.from({ length: 6 }, () => randomUUID());
  const people = fc.array(
    fc.record({
      contactId: fc.constantFrom(...ids),
      revision: fc.integer({ min: 1, max: 2 }),
      optedOut: fc.boolean(),
      hasNumber: fc.boolean(),
      role: fc.constantFrom('traveller' as const, 'guardian' as const, 'follower' as const, null),
      language: fc.constantFrom('es' as const, 'en' as const, 'pt' as const),
    }),
  );

  it('has each person once, as recipient or as left out', () => {
    fc.assert(
      fc.property(people, (some) => {
        const plan = planNotice(some.map(candidate), { es: 'Hola', en: 'Hi' }, rules);
        const all = [
          ...plan.recipients.map(({ contactId }) => contactId),
          ...plan.leftOut.map(({ candidate: { contactId } }) => contactId),
        ];
        expect(all.toSorted()).toEqual(
          [...new Set(some.map(({ contactId }) => contactId))].toSorted(),
        );
      }),
    );
  });

  it('differs from its preview exactly where somebody came, went or became another', () => {
    fc.assert(
      fc.property(people, people, (before, after) => {
        const plan = (some: typeof before) =>
          planNotice(some.map(candidate), { any: 'Hola' }, rules).recipients;
        const [a, b] = [plan(before), plan(after)];
        const { added, removed, changed } = noticeDifference(a, b);
        const keys = (some: typeof a) => some.map((one) => `${one.contactId} ${one.revision}`);
        const isSame = added.length + removed.length + changed.length === 0;
        expect(isSame).toBe(keys(a).toSorted().join() === keys(b).toSorted().join());
      }),
    );
  });
});
