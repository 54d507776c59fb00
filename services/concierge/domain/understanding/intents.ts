/** What an intent is about. A message of `trouble` reaches a person whatever else it contains. */
export type Subject =
  | 'flight'
  | 'stay'
  | 'files'
  | 'booking'
  | 'agency'
  | 'about'
  | 'social'
  | 'request'
  | 'trouble'
  | 'opting'
  | 'knowledge'
  | 'other';

/**
 * Everything that a message can mean, and its subject. A new intent is one line here, a dozen lines
 * in the corpus and `npm run train:concierge`.
 */
export const subjects = {
  gate: 'flight',
  terminal: 'flight',
  departure: 'flight',
  arrival: 'flight',
  duration: 'flight',
  /** On time, delayed, cancelled, where the plane is. */
  status: 'flight',
  /** How long until it leaves. */
  time_until: 'flight',
  /** When to be at the airport, when to leave for it. */
  at_airport: 'flight',
  belt: 'flight',
  connection: 'flight',
  all_flights: 'flight',
  return_flight: 'flight',
  /** Which flight, of which airline, from which airport. */
  flight_number: 'flight',
  hotel: 'stay',
  /** Who picks them up, when and where. */
  transfer: 'stay',
  /** What is on the plan on a day, now, next. */
  plan_day: 'stay',
  /** The whole plan. */
  itinerary: 'stay',
  opening_hours: 'stay',
  place: 'stay',
  document: 'files',
  who_travels: 'files',
  baggage: 'booking',
  check_in: 'booking',
  seat: 'booking',
  agency_hours: 'agency',
  agency_phone: 'agency',
  emergency_phone: 'agency',
  local_time: 'about',
  time_difference: 'about',
  /** Of the police or an ambulance in a country. */
  emergency_number: 'about',
  why_message: 'about',
  who_are_you: 'about',
  is_bot: 'about',
  language: 'about',
  help: 'about',
  greeting: 'social',
  thanks: 'social',
  goodbye: 'social',
  ack: 'social',
  laugh: 'social',
  wishes: 'social',
  sorry: 'social',
  arrived: 'social',
  mood: 'social',
  change_booking: 'request',
  refund: 'request',
  person: 'request',
  complaint: 'request',
  callback: 'request',
  danger: 'trouble',
  missing_person: 'trouble',
  stolen: 'trouble',
  missed_flight: 'trouble',
  lost_luggage: 'trouble',
  /** Nobody picks them up, no room, locked out. */
  stranded: 'trouble',
  unwell: 'trouble',
  bereavement: 'trouble',
  /** Not let on board or into a country. */
  denied: 'trouble',
  what_now: 'trouble',
  opt_out: 'opting',
  opt_in: 'opting',
  /** A bare "cancelar", which may mean the messages or the booking. */
  cancel_alone: 'opting',
  knowledge: 'knowledge',
  /** Anything else, which nothing on file answers. */
  other: 'other',
} as const satisfies Readonly<Record<string, Subject>>;

export type Intent = keyof typeof subjects;

const names = new Set<string>(Object.keys(subjects));

/** Whether a name is that of an intent. */
export const isIntent = (name: string): name is Intent => names.has(name);

/** All intents, in the order of the table. */
export const intents: readonly Intent[] = [...names].filter(isIntent);

/** Whether an intent is trouble. */
export const isTrouble = (intent: Intent): boolean => subjects[intent] === 'trouble';
