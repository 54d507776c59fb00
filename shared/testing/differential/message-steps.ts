import fc from 'fast-check';
import { minute, plus, second } from '#shared/domain/instant.ts';
import { MessageContent } from '#shared/domain/message.ts';
import type { Settlement } from '#shared/ports/actor-store.ts';
import { sorted } from './side.ts';
import { commandsOf, type StepCommand } from './step.ts';
import { type KnownClaim, learnClaims, nameClaims, pick, type World } from './world.ts';

const index = fc.nat(5);
const seldom = fc.nat(9).map((n) => n === 9);
/** The tenant of a call: the owner, none (the system), or another one. */
const owner = fc.constantFrom('own', 'own', 'own', 'nobody', 'other');
const agencyIdOf = (
  world: World,
  known: KnownClaim | { agency: KnownClaim['agency'] },
  by: string,
) => (by === 'nobody' ? null : by === 'other' ? world.otherThan(known.agency).id : known.agency.id);

const wait = commandsOf({
  name: 'wait',
  parameters: fc.constantFrom(
    second,
    10 * second,
    minute,
    90 * second,
    3 * minute,
    10 * minute,
    60 * minute,
  ),
  act: async () => null,
  learn: (world, _, ms) => {
    world.now = plus(world.now, ms);
  },
});

const claim = commandsOf({
  name: 'claim',
  parameters: fc.record({ message: fc.option(index), by: owner }),
  isPossible: (world) => world.messages.length > 0,
  act: (side, world, p) => {
    const picked = pick(world.messages, p.message ?? 0);
    const requested =
      p.message === null
        ? world.messages.filter(({ agency }) => agency === picked.agency)
        : [picked];
    return side.subject.store.claim({
      ids: requested.flatMap(({ key }) => (side.knows(key) ? [side.id(key)] : [])),
      agencyId: agencyIdOf(world, picked, p.by),
      now: world.now,
    });
  },
  names: nameClaims,
  learn: learnClaims,
});

const kinds = [
  'sent',
  'sent',
  'sent',
  'retry',
  'deferred',
  'failed',
  'unknown',
  'still-unknown',
  'replace',
] as const;

const settlementOf = (
  { fence, content, key }: KnownClaim,
  id: string,
  now: string,
  p: { kind: (typeof kinds)[number]; announce: boolean; permanent: boolean; stale: boolean },
): Settlement => {
  const base = { id, fence: fence - (p.stale ? 1 : 0), at: now };
  const { announce, permanent } = p;
  switch (p.kind) {
    case 'sent':
      return { ...base, kind: 'sent', providerId: `SM ${key} ${fence}` };
    case 'retry':
      return { ...base, kind: 'retry', code: '20429', retryAt: plus(now, 5 * second), announce };
    case 'deferred':
      return { ...base, kind: 'deferred', code: 'down', retryAt: plus(now, minute), announce };
    case 'failed':
      return { ...base, kind: 'failed', code: '63024', permanent, announce };
    case 'unknown':
      return { ...base, kind: 'unknown', code: 'reset', reconcileAt: plus(now, minute), announce };
    case 'still-unknown':
      return { ...base, kind: 'still-unknown', reconcileAt: plus(now, minute), announce };
    case 'replace':
      return {
        ...base,
        kind: 'replace',
        content: MessageContent.parse({
          kind: 'template',
          template: 'instead',
          language: 'es',
          variables: {},
          text: content.text,
        }),
      };
  }
};

const settle = commandsOf({
  name: 'settle',
  parameters: fc.record({
    claim: index,
    kind: fc.constantFrom(...kinds),
    announce: fc.boolean(),
    permanent: fc.boolean(),
    stale: seldom,
    by: owner,
  }),
  isPossible: (world) => world.claims.length > 0,
  act: (side, world, p) => {
    const claimed = pick(world.claims, p.claim);
    return side.subject.store.settle({
      settlements: [settlementOf(claimed, side.id(claimed.key), world.now, p)],
      agencyId: agencyIdOf(world, claimed, p.by),
      now: world.now,
    });
  },
  names: nameClaims,
  learn: (world, answer, p) => {
    const claimed = pick(world.claims, p.claim);
    if (p.kind === 'sent')
      world.providerIds.set(claimed.key, [
        ...(world.providerIds.get(claimed.key) ?? []),
        `SM ${claimed.key} ${claimed.fence}`,
      ]);
    if (!p.stale && p.by !== 'other') world.claims.splice(p.claim % world.claims.length, 1);
    learnClaims(world, answer);
  },
});

const report = commandsOf({
  name: 'report',
  parameters: fc.record({
    message: index,
    of: fc.constantFrom('last', 'last', 'last', 'first', 'hidden'),
    status: fc.constantFrom(
      'accepted',
      'queued',
      'sending',
      'sent',
      'delivered',
      'delivered',
      'read',
      'failed',
      'undelivered',
      'canceled',
    ),
    code: fc.constantFrom(null, '63016', '63024', '30008'),
  }),
  isPossible: (world) => world.tried.length > 0,
  act: async (side, world, p) => {
    const { key } = pick(world.tried, p.message);
    const known = world.providerIds.get(key) ?? [];
    const providerId = p.of === 'hidden' ? undefined : p.of === 'last' ? known.at(-1) : known[0];
    const isFailure = ['failed', 'undelivered', 'canceled'].includes(p.status);
    await side.subject.store.deliveryReport({
      id: side.id(key),
      providerId: providerId ?? `SM ${key} hidden`,
      status: p.status,
      code: isFailure ? p.code : null,
      permanent: isFailure && p.code === '63024',
      now: world.now,
    });
  },
});

const sweep = commandsOf({
  name: 'sweep',
  parameters: fc.constant(null),
  act: (side, world) => side.subject.store.overdue({ now: world.now, limit: 1000 }),
  compared: (side, { timers, effects, events }) => ({
    timers: sorted(timers.map((row) => side.read(row))),
    effects: sorted(effects.map((row) => side.read(row))),
    events: sorted(events.map((event) => side.read(event))),
  }),
});

const relay = commandsOf({
  name: 'relay',
  parameters: fc.record({
    types: fc.constantFrom(
      ['TripBooked', 'TripChanged', 'MessageFailed'] as const,
      ['InboundMessageReceived', 'HumanReplied', 'FlightStatusChanged'] as const,
    ),
    publishes: fc.boolean(),
  }),
  act: async (side, world, p) => {
    const events = await side.subject.store.takeUnpublished({
      types: [...p.types],
      now: world.now,
      limit: 100,
    });
    if (p.publishes) await side.subject.store.markPublished(events.map(({ id }) => id));
    return events;
  },
  compared: (side, events) => sorted(events.map((event) => side.read(event))),
});

/** Claims, settlements, reports, sweeps, and time that passes. */
export const messageSteps: readonly fc.WeightedArbitrary<StepCommand>[] = [
  { weight: 12, arbitrary: wait },
  { weight: 10, arbitrary: claim },
  { weight: 20, arbitrary: settle },
  { weight: 12, arbitrary: report },
  { weight: 3, arbitrary: sweep },
  { weight: 2, arbitrary: relay },
];
