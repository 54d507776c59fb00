import type { Journey } from '#shared/domain/journey.ts';
import { removed } from '#shared/domain/redact.ts';
import type { ContactDesk } from '#shared/ports/contact-desk.ts';
import type { ConversationDesk } from '#shared/ports/conversation-desk.ts';
import { Problem } from './problem.ts';
import type { Caller } from './route.ts';

/** The ids of the groups that a caller sees; null: everything. */
export const groupsOf = ({ member }: Caller): readonly string[] | null =>
  member?.role === 'limited' ? member.groups : null;

/** The names of the groups that a caller sees; null: everything. */
export const groupsSeenBy = async (
  contacts: Pick<ContactDesk, 'groups'>,
  { agencyId, member }: Caller,
): Promise<ReadonlySet<string> | null> => {
  if (member?.role !== 'limited') return null;
  const groups = await contacts.groups(agencyId);
  return new Set(groups.filter(({ id }) => member.groups.includes(id)).map(({ name }) => name));
};

const noSuch = () => new Problem('not-found', 'There is no such journey.');

/**
 * The group whose journeys a caller is shown, of the one that was asked for: of those that they
 * see, the only one where none was.
 * @throws Problem `invalid-request` where it has to be named, `not-found` for another group.
 */
export const groupShown = async (
  contacts: Pick<ContactDesk, 'groups'>,
  caller: Caller,
  asked: string | undefined,
): Promise<string | undefined> => {
  const seen = await groupsSeenBy(contacts, caller);
  if (seen === null) return asked;
  const [only, ...others] = seen;
  if (asked === undefined && others.length > 0)
    throw new Problem('invalid-request', 'Name one of your groups.', {
      errors: [{ parameter: 'group', code: 'required', message: 'is required' }],
    });
  const group = asked ?? only;
  if (group === undefined || !seen.has(group)) throw noSuch();
  return group;
};

/**
 * Refuses a journey of a group that a caller does not see, as one that there is not.
 * @throws Problem `not-found`
 */
export const assertSeen = async (
  contacts: Pick<ContactDesk, 'groups'>,
  caller: Caller,
  { group }: Pick<Journey, 'group'>,
): Promise<void> => {
  const seen = await groupsSeenBy(contacts, caller);
  if (seen !== null && (group === null || !seen.has(group))) throw noSuch();
};

/**
 * Refuses a conversation with who travels in no group that a caller sees, as one that there is not.
 * @throws Problem `not-found`
 */
export const assertHeard = async (
  desk: Pick<ConversationDesk, 'conversations'>,
  caller: Caller,
  id: string,
): Promise<void> => {
  const groups = groupsOf(caller);
  if (groups === null) return;
  const [found] = await desk.conversations(caller.agencyId, { id, groups, limit: 1 });
  if (!found) throw new Problem('not-found', 'There is no such conversation.');
};

/** What is of a person, or in an agency's own words and so may be. */
const hidden: ReadonlySet<string> = new Set([
  'phone',
  'sender',
  'whatsapp',
  'url',
  'to',
  'email',
  'clientDescription',
  'notes',
  'metadata',
]);
/** A telephone number in a text: of no date or time, which have no plus before seven digits. */
const numberInText = /\+\d[\d ().-]{5,}\d/g;
/** Where people's words stand. */
const words: ReadonlySet<string> = new Set(['text', 'lastWords']);
/** What people write to each other may be a number without its country: eight digits or more. */
const numberInWords = /\d(?:[ ().-]{0,2}\d){7,}/g;

/**
 * What a limited member sees of an answer: numbers, addresses and what the agency noted are empty,
 * and numbers in texts taken out.
 */
const withoutNumbers = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replace(numberInText, removed);
  if (Array.isArray(value)) return value.map(withoutNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, shownValue(name, child)]),
  );
};
const shownValue = (name: string, value: unknown): unknown => {
  if (hidden.has(name)) return name === 'url' ? null : emptied(value);
  const shown = withoutNumbers(value);
  return words.has(name) && typeof shown === 'string'
    ? shown.replace(numberInWords, removed)
    : shown;
};
const emptied = (value: unknown): unknown => {
  if (value === null) return null;
  return typeof value === 'object' ? {} : '';
};

/** An answer as a caller may see it. */
export const shownTo = async (caller: Caller, answer: Response): Promise<Response> => {
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
  if (caller.member?.role !== 'limited' || !isJson) return answer;
  const body = withoutNumbers(await answer.json());
  return Response.json(body, { status: answer.status, headers: answer.headers });
};
