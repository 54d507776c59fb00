import { consent, content, type SealRule } from './sealed-requests.ts';

/** A column with personal data, and the expression by which its rows are told apart. */
export interface PersonalColumn {
  readonly table: string;
  readonly key: string;
  readonly column: string;
  readonly rule: SealRule;
  readonly isJson: boolean;
}

const text = (table: string, column: string, rule: SealRule, key = 'id'): PersonalColumn => ({
  table,
  key,
  column,
  rule,
  isJson: false,
});
const json = (table: string, column: string, rule: SealRule, key = 'id'): PersonalColumn => ({
  ...text(table, column, rule, key),
  isJson: true,
});

/** Where what sealed-requests.ts names is stored. */
export const personalColumns: readonly PersonalColumn[] = [
  text('contacts', 'phone', 'number'),
  text('contacts', 'email', 'comparable'),
  text('members', 'email', 'comparable'),
  text('members', 'phone', 'number'),
  text('duty_alerts', 'phone', 'number', "incident_id || ' ' || member_id"),
  text('incident_notes', 'text', 'words'),
  text('invitations', 'email', 'comparable'),
  text('push_subscriptions', 'subscription', 'words', "agency_id || ' ' || digest"),
  json('contact_consents', 'consent', consent),
  text('trips', 'whatsapp', 'number'),
  text('trips', 'client_description', 'comparable'),
  json('trips', 'metadata', 'comparable'),
  json('trips', 'consent', consent),
  text('journeys', 'notes', 'comparable'),
  text('journeys', 'booked_as', 'comparable'),
  json('journeys', 'metadata', 'comparable'),
  text('conversation_threads', 'phone', 'number'),
  text('conversation_threads', 'address', 'number'),
  text('conversations', 'text', 'words'),
  text('notifications_log', 'recipient', 'number'),
  text('notifications_log', 'address', 'number'),
  json('notifications_log', 'content', content),
  text('sending_brakes', 'reason', 'words'),
  json('sending_brakes', 'phones', { phone: 'number' }),
  json('notices', 'texts', { es: 'words', en: 'words', pt: 'words', any: 'words' }),
  text('suppressions', 'phone', 'number', "sender || ' ' || phone"),
  json('tasks', 'facts', { words: 'words', location: 'words' }),
  text('documents', 'file_name', 'words'),
  json('itineraries', 'parsed_itinerary', { days: 'words' }),
  json('stay_plans', 'plan', 'comparable', "journey_id || ' ' || stay"),
  text('webhook_endpoints', 'url', 'words'),
  text('webhook_endpoints', 'secret', 'words'),
  text('webhook_endpoints', 'former_secret', 'words'),
  json('imports', 'content', 'words'),
  json('imports', 'file', 'words'),
  json('imported_journeys', 'content', 'words', "import_id || ' ' || position"),
  json('imported_journeys', 'phones', { phone: 'number' }, "import_id || ' ' || position"),
  json('actors', 'state', 'words', "agent || ' ' || actor_id"),
];
