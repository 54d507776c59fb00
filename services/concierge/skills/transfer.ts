import { formatDate } from '#shared/domain/local-time.ts';
import { languageOf } from '#shared/domain/locale.ts';
import { readTripFields } from '#shared/domain/trip-fields.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { transferLine } from '../domain/itinerary-answer.ts';
import { stayOf } from '../domain/trip-stay.ts';
import { wordsIn } from '../domain/words/index.ts';
import { filesOf } from './documents.ts';
import type { Skill } from './skill.ts';

/** Who picks them up, when and where: what was sold, else what the booking says. */
export const transfer: Skill = (situation) => {
  const { context, locale } = situation;
  const { facts: words } = wordsIn[locale];
  const files = filesOf(situation, 'transfer');
  const sold = stayOf(context)?.sold.transfers ?? [];
  if (sold.length > 0)
    return {
      files: files.files ?? [],
      text: sold
        .map((one) => {
          const date = formatDate(one.start.slice(0, 10), languageOf(locale));
          return transferLine(one, `${date} ${one.start.slice(11)}`);
        })
        .join('\n'),
    };
  const {
    transfer_time: time,
    transfer_place: place,
    transfer_phone: phone,
  } = readTripFields(context.trip).values;
  if (time === undefined && place === undefined && phone === undefined) return files;
  const when =
    time !== undefined && time.length > 5
      ? `${formatDate(time.slice(0, 10), languageOf(locale))} ${time.slice(11)}`
      : time;
  const where = cleanValue(place ?? '', 300);
  return {
    files: files.files ?? [],
    text: [
      ...(when === undefined && where === ''
        ? []
        : [words.transferAt(when ?? where, when === undefined ? '' : where)]),
      ...(phone === undefined ? [] : [`${words.transferContact}: ${phone}`]),
    ].join('\n'),
  };
};
