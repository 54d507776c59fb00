import type { Instant } from '#shared/domain/instant.ts';
import { formatDate, localClock, localDate } from '#shared/domain/local-time.ts';
import { type Locale, languageOf, localeOf } from '#shared/domain/locale.ts';
import { languageOfPhone } from '#shared/domain/phone-language.ts';
import type { StaffMember } from '#shared/domain/staff.ts';
import { TaskKind } from '#shared/domain/task.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { DutyDay } from '#shared/events/incidents.ts';
import type { DutyContext, DutyIncident } from '#shared/ports/turn-contexts.ts';
import type { Reader } from '#shared/templates/compose.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { pt } from './words/pt.ts';
import type { DutyTexts } from './words/text.ts';

const texts: Readonly<Record<Language, DutyTexts>> = { es, en, pt };

/** The gravest first: what is said of an incident that is several things. */
const gravest: readonly TaskKind[] = [
  'cancelled',
  'diverted',
  'connection_missed',
  'moved_earlier',
  'handoff',
  'connection_at_risk',
  'critical_unsent',
  'unreachable',
  'call',
  ...TaskKind.options,
];

/** The language of a member: their own, else the agency's, else that of a phone. */
export const languageFor = (
  { languages, phone }: Pick<StaffMember, 'languages' | 'phone'>,
  { agency }: Pick<DutyContext, 'agency'>,
): Language => languages[0] ?? agency.languages[0] ?? languageOfPhone(phone ?? agency.sender);

const localeFor = (member: StaffMember, duty: DutyContext): Locale =>
  localeOf(languageFor(member, duty), member.phone ?? duty.agency.sender);

/** The member as a message is composed for them. */
export const readerOf = (member: StaffMember, duty: DutyContext): Reader => ({
  locale: localeFor(member, duty),
  callName: member.name,
  agency: duty.agency,
});

const momentOf = (at: Instant, { agency }: DutyContext, language: Language): string => {
  const zone = agency.zone ?? 'UTC';
  const clock = localClock(at, zone);
  return `${formatDate(localDate(at, zone), language)} ${clock}${agency.zone === null ? ' UTC' : ''}`;
};

/**
 * An incident in one phrase, on the clocks of the agency and without anybody's name: `flight
 * cancelled, BA820 LHR-CPH, leaves Tue 10 Aug 06:20, 38 people, 2 not told`.
 */
export const incidentIn = (
  { kinds, flight, deadline, people, minors, unreached }: DutyIncident,
  duty: DutyContext,
  language: Language,
): string => {
  const said = texts[language];
  const kind = gravest.find((one) => kinds.includes(one));
  return [
    kind === undefined ? '' : said.happened[kind],
    flight === null ? '' : `${flight.number} ${flight.origin}-${flight.destination}`,
    deadline === null ? '' : said.leaves(momentOf(deadline, duty, language)),
    people === 0 ? '' : said.people(people),
    minors === 0 ? '' : said.minors(minors),
    unreached === 0 ? '' : said.unreached(unreached),
  ]
    .filter(Boolean)
    .join(', ');
};

const watched = ['tight', 'unreached', 'unmatched', 'drafts'] as const;

/** Whether there is anything to say of a day. */
export const isQuietDay = (day: DutyDay): boolean =>
  Object.values(day).every((count) => count === 0);

/** What waits, and what to watch, as phrases. */
export const dayIn = (
  day: DutyDay,
  language: Language,
): { readonly waiting: string; readonly watch: string } => {
  const said = texts[language];
  return {
    waiting: said.waiting(day),
    watch:
      watched
        .filter((name) => day[name] > 0)
        .map((name) => said.watch[name](day[name]))
        .join(', ') || said.nothing,
  };
};

/** A mail or a notice. */
export interface Notice {
  readonly subject: string;
  readonly text: string;
}

/** The notice of an incident, with the page on which it is taken. */
export const alertNotice = (
  incident: DutyIncident,
  duty: DutyContext,
  member: StaffMember,
  url: string,
): Notice => {
  const language = languageFor(member, duty);
  const said = incidentIn(incident, duty, language);
  return {
    subject: `⚠️ ${duty.agency.name}: ${said}`,
    text: `${said}.\n\n${texts[language].open(url)}\n`,
  };
};

/** The notice of a day. */
export const digestNotice = (
  day: DutyDay,
  duty: DutyContext,
  member: StaffMember,
  url: string,
): Notice => {
  const language = languageFor(member, duty);
  const { waiting, watch } = dayIn(day, language);
  return {
    subject: texts[language].digest(duty.agency.name),
    text: `${waiting}.\n${watch}.\n\n${url}\n`,
  };
};

/** The longest name of an agency that is said in a call. */
const longestSpoken = 80;
/** A flight as it is said: airlines and digits apart, which are read as a word else. */
const spokenFlight = (number: string): string =>
  number.replace(/^(..)(\d+)/, (_, carrier: string, digits: string) =>
    [...carrier, ...digits].join(' '),
  );

/** What is said in a call of an incident: what happened, the flight, and to how many. */
export const spokenAlert = (
  { kinds, flight, people }: DutyIncident,
  duty: DutyContext,
  member: StaffMember,
): { readonly text: string; readonly language: Locale } => {
  const said = texts[languageFor(member, duty)];
  const kind = gravest.find((one) => kinds.includes(one));
  const incident = [
    kind === undefined ? '' : said.happened[kind],
    flight === null ? '' : spokenFlight(flight.number),
    people === 0 ? '' : said.people(people),
  ];
  return {
    text: said.call(duty.agency.name.slice(0, longestSpoken), incident.filter(Boolean).join(', ')),
    language: localeFor(member, duty),
  };
};

/** What somebody reads who has answered an alert; a null incident is over. */
export const answerTo = (
  outcome: 'claimed' | 'taken' | 'closed' | 'unclear',
  incident: DutyIncident | null,
  number: number | null,
  duty: DutyContext,
  member: StaffMember,
): string => {
  const language = languageOf(localeFor(member, duty));
  const said = texts[language];
  if (incident === null || outcome === 'closed') return said.isOver;
  const news = incidentIn(incident, duty, language);
  const { owner, claimedAt } = incident;
  const isTheirs = owner?.id === member.id;
  if (outcome === 'claimed' && isTheirs) return said.isYours(news);
  if (owner !== null && claimedAt !== null && !isTheirs)
    return said.isTaken(owner.name, localClock(claimedAt, duty.agency.zone ?? 'UTC'));
  return number === null ? said.isYours(news) : said.isUnclear(String(number), news);
};
