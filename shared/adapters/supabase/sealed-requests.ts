import type { SealedAs } from '#shared/adapters/sealing/sealing.ts';

/** What is sealed of a JSON value: all of it, or some of its properties; lists item by item. */
export type SealRule = SealedAs | { readonly [property: string]: SealRule };

/** Of a consent: it stays readable for rules how and when it was given. */
export const consent: SealRule = { by: 'comparable' };
const template: SealRule = { text: 'words', variables: 'words' };
/** Of a message: SQL reads what kind it is, which template, and whether a file goes with it. */
export const content: SealRule = {
  ...template,
  mediaUrl: 'words',
  choices: 'words',
  otherwise: template,
  outsideWindow: { ...template, otherwise: template },
};
const booking: SealRule = {
  whatsapp: 'number',
  email: 'comparable',
  clientDescription: 'comparable',
  metadata: 'comparable',
};
const contact: SealRule = { phone: 'number', email: 'comparable', consent };
const edit: SealRule = { request: { set: booking } };
const byPhone: SealRule = { filter: { phone: 'number' } };

const turn: SealRule = {
  effects: { to: 'number', content },
  tasks: { facts: { words: 'words', location: 'words' } },
  records: {
    document: { fileName: 'words' },
    itinerary: { days: 'words' },
    asked: { phone: 'number' },
  },
};
/** Agents whose state has times, flights and types only; sealing it would cost at every turn. */
const withoutWords: ReadonlySet<unknown> = new Set(['notifications', 'connections', 'duty-desk']);

/** What is sealed of the arguments of a call; undefined: nothing. */
export const sealRuleOf = (
  name: string,
  args: Readonly<Record<string, unknown>>,
): SealRule | undefined =>
  name === 'commit_turn' && withoutWords.has(Reflect.get(Object(args['turn']), 'agent'))
    ? { turn }
    : sealedRequests[name];

/**
 * What is sealed of the arguments of each function of the data API; a function that is not here
 * takes nothing personal but names. `comparable`: SQL asks whether it changes, or was sent before.
 */
const sealedRequests: Readonly<Record<string, SealRule>> = {
  accept_invitation: { member: { email: 'comparable' } },
  create_import: { request: { table: 'words', file: 'words' } },
  read_import_again: { request: { table: 'words', file: 'words' } },
  import_context: { request: { trips: { phone: 'number' } } },
  save_import_reading: {
    request: { journeys: { content: 'words', phones: { phone: 'number' } } },
  },
  settle_imported_journey: { request: { content: 'words' } },
  add_document: { document: { fileName: 'words' } },
  add_webhook: { webhook: { url: 'words', secret: 'words' } },
  add_to_journey: { request: { trips: { trip: booking, consent } } },
  add_push_subscription: { subscription: { subscription: 'words' } },
  book_journey: {
    request: {
      contacts: contact,
      notes: 'comparable',
      metadata: 'comparable',
      // A digest of names and numbers: with the names at hand a number could be found by trying.
      bookedAs: 'comparable',
    },
  },
  book_trip: { request: { trip: booking, consent } },
  change_webhook: { change: { url: 'words' } },
  commit_turn: {
    turn: { state: 'words', ...turn },
  },
  edit_contact: { request: { set: contact, consent } },
  edit_journey: { request: { set: { notes: 'comparable', metadata: 'comparable' } } },
  edit_leg: edit,
  edit_trip: edit,
  invite_member: { invitation: { email: 'comparable' } },
  list_contacts: byPhone,
  list_conversations: byPhone,
  list_trips: { filter: { whatsapp: 'number' } },
  move_incident: { move: { text: 'words' } },
  move_passenger: edit,
  note_in_conversation: { request: { text: 'words' } },
  put_reach: { reach: { phone: 'number' } },
  put_brake: { brake: { reason: 'words', phones: { phone: 'number' } } },
  put_notice: {
    notice: { texts: { es: 'words', en: 'words', pt: 'words', any: 'words' } },
  },
  put_stay_plan: { request: { plan: 'comparable' } },
  receive_inbound: { message: { phone: 'number', address: 'number', text: 'words' } },
  rotate_webhook_secret: { secret: 'words' },
  settle_effects: { settlements: { content } },
  write_to_traveller: { request: { text: 'words' } },
};
