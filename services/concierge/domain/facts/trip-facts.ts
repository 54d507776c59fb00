import type { Instant } from '#shared/domain/instant.ts';
import { formatDate } from '#shared/domain/local-time.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import type { SoldHotel, SoldTransfer } from '#shared/domain/stay-plan.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { CompleteTripContext } from '#shared/ports/turn-contexts.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { itineraryAnswer } from '../itinerary-answer.ts';
import { stayOf } from '../trip-stay.ts';
import { wordsIn } from '../words/index.ts';
import { type Fact, type Subject, sentenceFact, textFact } from './fact.ts';

const clean = (text: string | null | undefined, most = 160): string => cleanValue(text ?? '', most);

/** A local time of the agency's, `2027-03-03T18:30`, as a date and a time of the clock. */
const localFacts = (
  name: string,
  subject: Subject,
  local: string | null | undefined,
  language: Language,
): readonly Fact[] =>
  local
    ? [
        ...textFact(`${name}.date`, subject, formatDate(local.slice(0, 10), language)),
        ...textFact(`${name}.time`, subject, local.slice(11)),
      ]
    : [];

const hotelFacts = (hotel: SoldHotel, language: Language): readonly Fact[] => [
  ...textFact('hotel.name', 'hotel', clean(hotel.name)),
  ...textFact('hotel.address', 'hotel', clean(hotel.address, 300)),
  ...textFact('hotel.phone', 'hotel', clean(hotel.phone, 40)),
  ...localFacts('hotel.check_in', 'check_in', hotel.checkIn, language),
  ...localFacts('hotel.check_out', 'check_out', hotel.checkOut, language),
];

const transferFacts = (
  { start, pickUp, dropOff, supplier, phone }: SoldTransfer,
  name: string,
  language: Language,
): readonly Fact[] => [
  ...localFacts(name, 'transfer', start, language),
  ...textFact(`${name}.from`, 'transfer', clean(pickUp, 300)),
  ...textFact(`${name}.to`, 'transfer', clean(dropOff, 300)),
  ...textFact(`${name}.supplier`, 'transfer', clean(supplier)),
  ...textFact(`${name}.phone`, 'transfer', clean(phone, 40)),
];

const mostDays = 14;

/** The days of the plan, each as our own answer tells it. */
const dayFacts = (context: CompleteTripContext, locale: Locale, now: Instant): readonly Fact[] =>
  (stayOf(context)?.isPlanned ? (stayOf(context)?.days ?? []) : [])
    .slice(0, mostDays)
    .flatMap((_, index) =>
      sentenceFact(
        `itinerary.day${index + 1}`,
        itineraryAnswer(context, { kind: 'nth', n: index + 1 }, locale, now),
      ),
    );

/** The facts of a trip besides its flights: lodging, rides, plan, files, the way back. */
export const tripFacts = (
  context: CompleteTripContext,
  locale: Locale,
  now: Instant,
): readonly Fact[] => {
  const { trip, documents, agency } = context;
  const language = languageOf(locale);
  const sold = stayOf(context)?.sold;
  const onFile = [...new Set(documents.map(({ type }) => type))].flatMap(
    (type) => Object.entries(wordsIn[locale].documents).find(([name]) => name === type)?.[1] ?? [],
  );
  return [
    ...(sold?.hotel
      ? hotelFacts(sold.hotel, language)
      : textFact('hotel.name', 'hotel', clean(trip.stay))),
    ...(sold?.transfers ?? []).flatMap((transfer, index) =>
      transferFacts(transfer, index === 0 ? 'transfer' : `transfer${index + 1}`, language),
    ),
    ...dayFacts(context, locale, now),
    ...textFact('documents.on_file', 'any', onFile.join(', ')),
    ...textFact(
      'return.date',
      'return_date',
      trip.returnDate ? formatDate(trip.returnDate, language) : null,
    ),
    ...textFact('traveller.name', 'any', clean(trip.callName, 60)),
    ...textFact('agency.name', 'agency', clean(agency.name, 60)),
    ...textFact('agency.emergency_phone', 'agency', clean(agency.emergencyPhone, 40)),
  ];
};
