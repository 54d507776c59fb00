import { formatDate } from '#shared/domain/local-time.ts';
import { languageOf } from '#shared/domain/locale.ts';
import { mapUrl } from '#shared/domain/map-url.ts';
import { readTripFields } from '#shared/domain/trip-fields.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { stayOf } from '../domain/trip-stay.ts';
import { wordsIn } from '../domain/words/index.ts';
import { filesOf } from './documents.ts';
import type { Skill } from './skill.ts';

/** Where they sleep: name, address, map, phone and check-in, and the voucher where it is on file. */
export const hotel: Skill = (situation) => {
  const { context, locale } = situation;
  const { trip } = context;
  const words = wordsIn[locale];
  const sold = stayOf(context)?.hotel ?? null;
  const name = sold?.name ?? trip.stay;
  const files = filesOf(situation, 'hotel_reservation');
  if (name === null) return { ...files, text: files.text ?? '' };
  const fields = readTripFields(trip).values;
  const address = sold?.address ?? fields.hotel_address;
  const phone = sold?.phone ?? fields.hotel_phone;
  const when = (moment: string): string =>
    `${formatDate(moment.slice(0, 10), languageOf(locale))} ${moment.slice(11)}`.trim();
  return {
    files: files.files ?? [],
    text: [
      words.stay(cleanValue(name, 300)),
      ...(address ? [`📍 ${cleanValue(address, 300)}`] : []),
      ...(phone ? [`📞 ${phone}`] : []),
      ...(sold?.checkIn ? [words.itinerary.checkIn(when(sold.checkIn))] : []),
      `${words.facts.map}: ${mapUrl([name, address ?? ''].filter(Boolean).join(', '))}`,
    ].join('\n'),
  };
};
