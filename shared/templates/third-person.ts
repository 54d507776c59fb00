import { duration } from '#shared/domain/duration.ts';
import { between, minute } from '#shared/domain/instant.ts';
import type { Phrasing } from './phrasing.ts';
import type { News, VariableName } from './texts/text.ts';
import type {
  AgencyKnowledge,
  Departed,
  ForFollower,
  ForGuardian,
  ForGuide,
  GroupCounts,
  Place,
  When,
  Words,
} from './words.ts';

const guardianTypes: ReadonlySet<string> = new Set([
  'reservation_confirmation',
  '24h_reminder',
  'delayed',
  'departure_moved_earlier',
  'back_on_time',
  'reinstated',
  'gate_change',
  'boarding',
  'cancelled',
  'diverted',
  'connection_at_risk',
  'connection_missed',
  'connection_restored',
  'landing',
  'trip_changed',
  'trip_cancelled',
] satisfies readonly ForGuardian['type'][]);
const followerTypes: ReadonlySet<string> = new Set([
  'departed',
  'delayed',
  'cancelled',
  'diverted',
  'landing',
] satisfies readonly ForFollower['type'][]);
const guideTypes: ReadonlySet<string> = new Set([
  'delayed',
  'departure_moved_earlier',
  'back_on_time',
  'reinstated',
  'cancelled',
  'diverted',
] satisfies readonly ForGuide['type'][]);

/** Whether words have a third person for guardians. */
export const isForGuardian = (words: Words | Departed): words is ForGuardian =>
  guardianTypes.has(words.type);
/** Whether words are about something that followers are told. */
export const isForFollower = (words: Words | Departed): words is ForFollower =>
  followerTypes.has(words.type);
/** Whether words are about something that the guide of a group is told. */
export const isForGuide = (words: Words | Departed): words is ForGuide =>
  guideTypes.has(words.type);

/** What can be said about others; `travellers`: their names, empty where nobody is named. */
interface Others {
  readonly news: News;
  readonly said: Phrasing;
  readonly travellers: string;
}

type Told = ForGuardian | Departed;

const flightOf = ({ news, travellers }: Others, { flight }: { readonly flight: string }): string =>
  news.flight(flight, travellers);

const route = (
  { news, said }: Others,
  { origin, destination }: { readonly origin: Place; readonly destination: Place },
): string => news.route(said.place(origin), said.place(destination));

/** A delay, with the time told before and that of the ticket. */
const delayed = (others: Others, words: Extract<Told, { type: 'delayed' }>): string => {
  const { news, said } = others;
  const { before, ticket, departure } = words;
  const behindTicket = between(ticket.at, departure.at);
  const behindTold = between(before.at, departure.at);
  const late = duration(Math.round((behindTicket > 0 ? behindTicket : behindTold) / minute));
  return [
    news.delayed(flightOf(others, words), late),
    news.before(said.time(before)),
    before.at === ticket.at ? '' : news.onTicket(said.time(ticket)),
  ].join('');
};

const landed = (
  { news, said, travellers }: Others,
  { destination, belt, stay, next }: Extract<Told, { type: 'landing' }>,
): string =>
  [
    news.landed(travellers, said.city(destination)),
    belt === null ? '' : news.belt(said.clean(belt, 20)),
    next === null
      ? ''
      : news.next(
          next.flight,
          said.place(next.destination),
          said.time(next.departure),
          duration(next.minutesLeft),
        ),
    next !== null && said.where(next).where !== '' ? `, ${said.where(next).where}` : '',
    next === null && stay !== null ? news.stay(said.clean(stay, 100)) : '',
  ].join('');

const booking = (
  others: Others,
  words: {
    readonly flight: string;
    readonly origin: Place;
    readonly destination: Place;
    readonly departure: When;
  },
): string => `${words.flight} ${route(others, words)}, ${others.said.departure(words.departure)}`;

/** What happened, as a clause; `isBrief`: no line of its own says the departure. */
const clauseOf = (others: Others, words: Told, isBrief: boolean): string => {
  const { news, said, travellers } = others;
  const who = 'flight' in words ? flightOf(others, words) : '';
  switch (words.type) {
    case 'reservation_confirmation':
      return '';
    case '24h_reminder': {
      const airportAt = said.isSameDate(words.airportAt, words.departure)
        ? said.clock(words.airportAt)
        : said.soon(words.airportAt, words.now);
      return [
        news.leavesSoon(who, route(others, words), airportAt),
        words.before === null ? '' : news.before(said.shortTime(words.before)),
        words.note === null ? '' : news.note(words.note),
      ].join('');
    }
    case 'delayed':
      return isBrief
        ? `${delayed(others, words)}${news.newDeparture(said.departure(words.departure))}`
        : `${delayed(others, words)}${words.isNear ? news.near : news.early}`;
    case 'departure_moved_earlier': {
      const before = said.time(words.before);
      if (words.kind === 'gone') return news.gone(who, said.time(words.departure), before);
      const text = words.kind === 'shrank' ? news.shrank(who) : news.earlier(who);
      return `${text}${news.before(before)}${
        isBrief ? news.newDeparture(said.departure(words.departure)) : ''
      }`;
    }
    case 'back_on_time':
    case 'reinstated':
      return `${words.type === 'reinstated' ? news.reinstated(who) : news.backOnTime(who)}${
        isBrief ? news.newDeparture(said.departure(words.departure)) : ''
      }`;
    case 'gate_change':
      return news.changed[words.isFirst ? 'first' : words.what](who);
    case 'boarding':
      return `${news.boarding(who)}${words.before ? news.before(said.time(words.before)) : ''}`;
    case 'cancelled':
      return news.cancelled(who, route(others, words), said.time(words.departure));
    case 'diverted': {
      const { iata, city } = words.to ?? { iata: null, city: null };
      return news.diverted(who, iata ? said.place({ iata, city }) : said.clean(city, 40));
    }
    case 'departed':
      return `${news.departed(who, said.place(words.origin), said.time(words.departure))}${
        words.arrival
          ? news.expected(said.time(words.arrival))
          : news.bound(said.place(words.destination))
      }`;
    case 'connection_at_risk':
    case 'connection_missed':
    case 'connection_restored': {
      const { next, departure } = words;
      return `${news.connection[words.type](travellers, said.city(words.destination))}${news.connecting(
        words.flight,
        said.phrases.times(departure && said.time(departure), said.time(words.arrival)),
        news.changeTo(next.flight, said.place(next.destination), said.time(next.departure)),
      )}`;
    }
    case 'landing':
      return landed(others, words);
    case 'trip_changed':
      return news.tripChanged(
        news.trip(travellers),
        booking(others, words),
        booking(others, words.before),
      );
    case 'trip_cancelled':
      return news.tripCancelled(news.trip(travellers), booking(others, words));
  }
};

/** Where they board, as far as it is known. */
const boardsAt = ({ news, said }: Others, words: ForGuardian): string => {
  if (!('gate' in words)) return '';
  const { where, gate } = said.where(words);
  if (words.type !== 'boarding') return where || said.phrases.noGate;
  if (gate === '') return where === '' ? news.screens : `${where}, ${news.screens}`;
  return words.unchecked ? news.unchecked(where) : where;
};

/** Whether the agency may not know of it: by the size of a delay, or by another agent's task. */
export const mayBeUntold = ({ type }: { readonly type: string }): boolean =>
  type === 'delayed' || type.startsWith('connection_');

const knowledgeOf = (words: ForGuardian): AgencyKnowledge => {
  if (!('agency' in words)) return 'untold';
  // Where it is trouble in any case, the agency has been told in the same commit.
  return mayBeUntold(words) || words.agency !== 'untold' ? words.agency : 'told';
};

/** Which of the templates for guardians tells it. */
const shapeOf = (words: ForGuardian): 'booking' | 'ahead' | 'brief' => {
  if (words.type === 'reservation_confirmation') return 'booking';
  return 'gate' in words && !(words.type === 'departure_moved_earlier' && words.kind === 'gone')
    ? 'ahead'
    : 'brief';
};

/** What variables say of others, and in which shape of the template. */
interface ThirdPerson {
  readonly values: Readonly<Partial<Record<VariableName, string>>>;
  readonly part: 'booking' | 'ahead' | 'brief' | null;
}

const forGuardian = (
  others: Others,
  words: ForGuardian,
  agency: { readonly name: string; readonly contact: string },
): ThirdPerson => {
  const { news, said, travellers } = others;
  const part = shapeOf(words);
  const knows = knowledgeOf(words);
  const advice = words.type === 'cancelled' ? news.refund : '';
  const flights =
    words.type === 'reservation_confirmation'
      ? [
          [booking(others, words), words.isNewNumber ? said.where(words).where : '']
            .filter(Boolean)
            .join(', '),
          ...words.otherLegs.map((leg) => booking(others, leg)),
        ].join('; ')
      : '';
  const arrival = 'arrival' in words ? words.arrival : null;
  const arrives = words.type === '24h_reminder' ? said.shortTime : said.time;
  return {
    part,
    values: {
      travellers,
      flights,
      news: `${clauseOf(others, words, part === 'brief')}${advice}`,
      times:
        'departure' in words && words.departure !== null
          ? `${
              words.type === '24h_reminder'
                ? said.withNight(said.soon(words.departure, words.now), words.departure)
                : said.departure(words.departure)
            }${arrival ? news.arrives(arrives(arrival)) : ''}`
          : '',
      where: boardsAt(others, words),
      knows: said.phrases.knows[knows](knows === 'untold' ? agency.name : agency.contact),
    },
  };
};

const countsOf = ({ told, toCall, pending }: GroupCounts, { news }: Others): string =>
  [
    news.told(told),
    ...(toCall > 0 ? [news.toCall(toCall)] : []),
    ...(pending > 0 ? [news.pending(pending)] : []),
  ].join(', ');

/** What is said to a guardian, a follower or a guide. */
export const thirdPerson = (
  words: Extract<Words, { type: 'guardian' | 'follower' | 'guide' }>,
  others: Others,
  agency: { readonly name: string; readonly contact: string },
): ThirdPerson => {
  switch (words.type) {
    case 'guardian':
      return forGuardian(others, words.about, agency);
    case 'follower':
      return { part: null, values: { news: clauseOf(others, words.about, true) } };
    case 'guide': {
      // Nobody of the group is named.
      const group: Others = { ...others, travellers: '' };
      return {
        part: null,
        values: {
          news: clauseOf(group, words.about, true),
          counts: countsOf(words.counts, others),
        },
      };
    }
  }
};
