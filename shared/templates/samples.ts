import { callName } from '#shared/domain/call-name.ts';
import { type Template, texts } from './catalogue.ts';
import { longest } from './phrasing.ts';
import type { Part } from './texts/text.ts';
import { factsOf } from './values.ts';
import type { AgencyKnowledge, TemplateType, When, Words } from './words.ts';

const lhr = { zone: 'Europe/London', iata: 'LHR' };
const at = (instant: string): When => ({ ...lhr, at: `2027-08-10T${instant}:00.000Z` });
const route = {
  flight: 'BA820',
  origin: { iata: 'LHR', city: null },
  destination: { iata: 'CPH', city: null },
};
const arrival: When = { at: '2027-08-10T17:55:00.000Z', zone: 'Europe/Copenhagen', iata: 'CPH' };

interface Sample {
  readonly name: string;
  readonly companion: string;
  readonly agency: string;
  readonly note: string;
  readonly words: string;
  readonly incident: string;
  readonly waiting: string;
  readonly watch: string;
}
const rioplatense: Sample = {
  name: 'Norma Pérez',
  companion: 'Tomás Pérez',
  agency: 'Viajes del Sur',
  note: 'En el hotel los espera una sorpresa',
  words: 'El traslado pasa a buscarlos a las 10:30 por la puerta del hotel.',
  incident: 'vuelo cancelado, AR1684 AEP-BRC, sale martes 10 ago 06:20, 38 personas',
  waiting: '1 urgente, 4 más',
  watch: '2 conexiones ajustadas, 1 persona sin avisar',
};
const samples: Readonly<Record<Template['locale'], Sample>> = {
  es: {
    ...rioplatense,
    name: 'Lucía Vega',
    note: 'En el hotel les espera una sorpresa',
    words: 'El traslado pasará a recogerlos a las 10:30 por la puerta del hotel.',
  },
  'es-AR': rioplatense,
  en: {
    name: 'Dan Cole',
    companion: 'Tom Cole',
    agency: 'Southern Travel',
    note: 'A surprise is waiting for you at the hotel',
    words: 'Your transfer will pick you up at the hotel entrance at 10:30.',
    incident: 'flight cancelled, BA820 LHR-CPH, leaves Tue 10 Aug 06:20, 38 people',
    waiting: '1 urgent, 4 more',
    watch: '2 tight connections, 1 person not told',
  },
  pt: {
    name: 'Rui Lima',
    companion: 'Lia Lima',
    agency: 'Viagens do Sul',
    note: 'Uma surpresa espera vocês no hotel',
    words: 'O transfer passa para buscar vocês às 10:30 na porta do hotel.',
    incident: 'voo cancelado, LA3300 GRU-SDU, sai terça 10 ago 06:20, 38 pessoas',
    waiting: '1 urgente, mais 4',
    watch: '2 conexões apertadas, 1 pessoa sem aviso',
  },
};

/** What a template would be used to say. */
const sampleWords = (
  type: TemplateType,
  parts: readonly Part[],
  sample: Sample,
): Extract<Words, { type: TemplateType }> => {
  const has = (part: Part): boolean => parts.includes(part);
  const agency: AgencyKnowledge = has('untold') ? 'untold' : 'told';
  const hasGate = ['where', 'gate', 'both', 'first', 'unchecked'] as const;
  const flying = {
    ...route,
    departure: at('16:00'),
    arrival,
    gate: hasGate.some(has) ? 'B32' : null,
    terminal: hasGate.some(has) || has('terminal') ? '5' : null,
  };
  switch (type) {
    case 'reservation_confirmation':
      return {
        type,
        ...flying,
        departure: at('15:20'),
        otherLegs: has('legs') ? [{ ...route, flight: 'BA816', departure: at('19:40') }] : [],
        isNewNumber: has('number'),
      };
    case 'trip_cancelled':
      return { type, ...route, departure: at('15:20') };
    case '24h_reminder':
      return {
        type,
        ...flying,
        departure: at(has('changed') ? '16:00' : '15:20'),
        before: has('changed') ? at('15:20') : null,
        airportAt: at('12:20'),
        note: has('note') ? sample.note : null,
        now: '2027-08-09T15:20:00.000Z',
      };
    case 'delayed':
      return has('near')
        ? { type, ...flying, before: at('15:40'), ticket: at('15:20'), isNear: true, agency }
        : { type, ...flying, before: at('15:20'), ticket: at('15:20'), isNear: false, agency };
    case 'departure_moved_earlier': {
      const kind = has('shrank') ? 'shrank' : has('gone') ? 'gone' : 'earlier';
      return kind === 'shrank'
        ? { type, kind, ...flying, before: at('17:00'), ticket: at('15:20'), agency }
        : { type, kind, ...flying, before: at('17:00'), ticket: at('17:00'), agency };
    }
    case 'back_on_time':
    case 'reinstated':
      return { type, ...flying, departure: at('15:20') };
    case 'gate_change': {
      const what = has('both') ? 'both' : has('terminal') ? 'terminal' : 'gate';
      return { type, ...flying, what, isFirst: has('first') };
    }
    case 'boarding':
      return { type, ...flying, before: null, unchecked: has('unchecked') };
    case 'cancelled':
      return { type, ...route, departure: at('15:20'), agency };
    case 'diverted':
      return {
        type,
        flight: route.flight,
        to: has('known') ? { iata: 'HAM', city: null } : null,
        agency,
      };
    case 'connection_at_risk':
    case 'connection_missed':
    case 'connection_restored':
      return {
        type,
        flight: route.flight,
        destination: route.destination,
        departure: at('16:00'),
        arrival,
        next: {
          flight: 'SK1234',
          origin: route.destination,
          destination: { iata: 'ARN', city: null },
          departure: { at: '2027-08-10T18:45:00.000Z', zone: 'Europe/Copenhagen', iata: 'CPH' },
          gate: 'B32',
          terminal: null,
          minutesLeft: 50,
        },
        agency,
      };
    case 'landing':
      return {
        type,
        destination: route.destination,
        stay: has('stay') ? 'Hotel Alexandra, Nyhavn 71' : null,
        belt: has('belt') ? '4' : null,
        next: has('next')
          ? { ...flying, flight: 'BA816', departure: at('19:40'), minutesLeft: 95 }
          : null,
        isHome: has('home'),
      };
    case 'trip_changed':
      return {
        type,
        ...route,
        departure: at('16:00'),
        before: { ...route, flight: 'BA816', departure: at('10:30') },
      };
    case 'itinerary_ready':
    case 'test_message':
      return { type };
    case 'agency_reply':
    case 'agency_notice':
      return { type, words: sample.words };
    case 'duty_alert':
      return { type, news: sample.incident, answer: '1' };
    case 'duty_digest':
      return { type, waiting: sample.waiting, watch: sample.watch };
    case 'guardian':
      return {
        type,
        about: has('booking')
          ? {
              type: 'reservation_confirmation',
              ...flying,
              departure: at('15:20'),
              otherLegs: [],
              isNewNumber: false,
            }
          : has('ahead')
            ? { type: 'reinstated', ...flying, gate: 'B32', terminal: '5' }
            : { type: 'cancelled', ...route, departure: at('15:20'), agency },
      };
    case 'follower':
      return { type, about: { type: 'departed', ...route, departure: at('15:20'), arrival } };
    case 'guide':
      return {
        type,
        about: { type: 'cancelled', ...route, departure: at('15:20'), agency },
        counts: { told: 34, toCall: 2, pending: 0 },
      };
  }
};

/** An example of every variable of a template, as WhatsApp's reviewers see it. */
export const samplesOf = ({
  type,
  parts,
  locale,
  variables,
}: Template): Readonly<Record<string, string>> => {
  const sample = samples[locale];
  const agency = { name: sample.agency, emergencyPhone: '+54 9 11 5555-0199' };
  const travellers = callName(sample.companion);
  const { values } = factsOf({ locale, travellers, agency }, sampleWords(type, parts, sample));
  return Object.fromEntries(
    variables.map((name, index) => [
      String(index + 1),
      name === 'name'
        ? callName(sample.name) || texts[locale].phrases.traveller
        : (values[name] ?? '').slice(0, longest[name]),
    ]),
  );
};

/** A template as it reads with an example of every variable. */
export const preview = (template: Template): string => {
  const filled = samplesOf(template);
  return template.body.replace(/\{\{(\d+)\}\}/g, (_, number: string) => filled[number] ?? '');
};
