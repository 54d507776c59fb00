import { z } from 'zod';
import { isSealed } from '#shared/adapters/sealing/sealed-text.ts';
import type { Sealer, Sealing } from '#shared/adapters/sealing/sealing.ts';
import { InvalidRequest, WrongKey } from '#shared/errors.ts';
import { parseAnswer, type Rpc } from './rpc.ts';
import { type SealRule, sealRuleOf } from './sealed-requests.ts';

/**
 * An `Rpc` that seals what sealed-requests.ts names on its way to the database, and opens whatever
 * is sealed on its way back. Calls of no agency pass: they have nothing personal in
 * them that is not sealed already.
 * @throws WrongKey where an answer holds something that cannot be opened; a message to be sent is
 * marked instead (`ClaimedEffect.isUnreadable`), and lists for people show it as damaged.
 */
export const createSealedRpc =
  (rpc: Rpc, sealing: Sealing, reportDamage: ReportDamage = () => undefined): Rpc =>
  async (name, args, caller, answer) => {
    if (typeof caller !== 'string') return rpc(name, args, caller, answer);
    const agencyId = caller;
    const rule = sealRuleOf(name, args);
    const sealer = rule && (await sealing.of(agencyId));
    const sealedArgs = z.record(z.string(), z.unknown()).parse(sealAll(args, rule, sealer));
    const data = await rpc(name, sealedArgs, agencyId, z.unknown());
    if (!holdsSealed(data)) return parseAnswer(name, data, answer);
    const opened = lists.has(name)
      ? await openList(data, sealing, agencyId, (count) =>
          reportDamage({ subject: name, agencyId, count }),
        )
      : await openAnswer(name, data, sealing, agencyId);
    return parseAnswer(name, opened, answer);
  };

/** Told of values of an answer that could not be opened, and stand there as damaged. */
export type ReportDamage = (damage: {
  /** The function whose answer it is. */
  readonly subject: string;
  readonly agencyId: string;
  readonly count: number;
}) => void;

/**
 * Functions that answer lists for people to look at: a value that cannot be opened is shown as
 * damaged there, and the rest as it is. Nothing is sent by what they answer.
 */
const lists: ReadonlySet<string> = new Set([
  'export_contact',
  'get_conversation',
  'get_incident',
  'get_notice',
  'journey_messages',
  'list_contacts',
  'list_brakes',
  'list_conversations',
  'list_flights',
  'list_imported_journeys',
  'list_invitations',
  'list_journeys',
  'list_members',
  'list_tasks',
  'list_trips',
  'list_webhooks',
  'people_of_group',
  'people_on_flight',
  'shadow_report',
  'trip_documents',
  'trip_messages',
  'trip_timeline',
]);

/** What is shown in place of a text that cannot be opened. */
export const damagedText = '⚠ damaged';
/** What is shown of sealed properties that are no texts. */
const damagedValues: Readonly<Record<string, unknown>> = { metadata: {}, variables: {}, days: [] };

const openList = async (
  data: unknown,
  sealing: Sealing,
  agencyId: string,
  report: (count: number) => void,
): Promise<unknown> => {
  try {
    return openAll(data, await sealing.of(agencyId));
  } catch (error) {
    if (!(error instanceof WrongKey)) throw error;
  }
  // Another process may have made the key since.
  const sealer = await sealing.refreshed(agencyId);
  let count = 0;
  const openOne = (value: unknown, property: string): unknown => {
    if (typeof value !== 'string')
      return mapped(value, (item, name) => openOne(item, name === '' ? property : name));
    try {
      return isSealed(value) ? sealer.open(value) : value;
    } catch (error) {
      if (!(error instanceof WrongKey)) throw error;
      count += 1;
      return damagedValues[property] ?? damagedText;
    }
  };
  const opened = openOne(data, '');
  if (count > 0) report(count);
  return opened;
};

/** Functions whose answers hold messages to be sent, and where. */
const claimsOf: Readonly<Record<string, 'all' | 'claimed'>> = {
  claim_effects: 'all',
  commit_turn: 'claimed',
  settle_effects: 'all',
};

const openAnswer = async (
  name: string,
  data: unknown,
  sealing: Sealing,
  agencyId: string,
): Promise<unknown> => {
  const claims = claimsOf[name];
  const openWith = (sealer: Sealer, isLast: boolean): unknown => {
    const openOne = (value: unknown): unknown => openAll(value, sealer);
    if (claims === undefined || !isLast) return openOne(data);
    // What was claimed is under way: it must be settled, whatever else can be read.
    const openClaim = (claim: unknown): unknown => {
      try {
        return openOne(claim);
      } catch (error) {
        if (error instanceof WrongKey) return { ...Object(claim), ...unreadable };
        throw error;
      }
    };
    const openClaims = (list: unknown): unknown => z.array(z.unknown()).parse(list).map(openClaim);
    return claims === 'all'
      ? openClaims(data)
      : { ...Object(data), claimed: openClaims(Reflect.get(Object(data), 'claimed')) };
  };
  try {
    return openWith(await sealing.of(agencyId), false);
  } catch (error) {
    if (!(error instanceof WrongKey)) throw error;
    // Another process may have made the key since.
    return openWith(await sealing.refreshed(agencyId), true);
  }
};

/** Stands in for what cannot be read of a claimed message, which is never sent. */
const unreadable = { isUnreadable: true, to: '', content: { kind: 'text', text: '-' } };

const holdsSealed = (value: unknown): boolean => {
  if (typeof value === 'string') return isSealed(value);
  if (typeof value !== 'object' || value === null) return false;
  for (const item of Object.values(value)) if (holdsSealed(item)) return true;
  return false;
};

/**
 * Seals what a rule names of a value.
 * @throws InvalidRequest where something that is not to be sealed looks as if it were.
 */
export const sealAll = (
  value: unknown,
  rule: SealRule | undefined,
  sealer: Pick<Sealer, 'seal'> | undefined,
): unknown => {
  if (typeof rule === 'string') return sealer?.seal(value, rule);
  if (typeof value === 'string') {
    // It would be opened on its way back.
    if (isSealed(value)) throw new InvalidRequest('not_storable', 'a text looks like a sealed one');
    return value;
  }
  return mapped(value, (item, property) =>
    sealAll(item, Array.isArray(value) ? rule : rule?.[property], sealer),
  );
};

/** Opens whatever is sealed of a value. */
export const openAll = (value: unknown, sealer: Pick<Sealer, 'open'>): unknown =>
  typeof value === 'string'
    ? isSealed(value)
      ? sealer.open(value)
      : value
    : mapped(value, (item) => openAll(item, sealer));

/** Copies only what changes: most of a request or an answer does not. */
const mapped = (value: unknown, map: (item: unknown, property: string) => unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value.map((item) => map(item, ''));
    return list.some((item, index) => item !== value[index]) ? list : value;
  }
  let copy: Record<string, unknown> | null = null;
  for (const [property, item] of Object.entries(value)) {
    const changed = map(item, property);
    if (changed === item) continue;
    copy ??= { ...value };
    copy[property] = changed;
  }
  return copy ?? value;
};
