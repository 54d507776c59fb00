import { formatDate } from '#shared/domain/local-time.ts';
import { languageOf } from '#shared/domain/locale.ts';
import { transferLine } from '../domain/itinerary-answer.ts';
import { fieldOf } from '../domain/metadata.ts';
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
  const time = fieldOf(context.trip, 'transfer_time');
  const place = fieldOf(context.trip, 'transfer_place');
  const phone = fieldOf(context.trip, 'transfer_phone');
  if (time === null && place === null && phone === null) return files;
  return {
    files: files.files ?? [],
    text: [
      ...(time === null && place === null
        ? []
        : [words.transferAt(time ?? place ?? '', time === null ? '' : (place ?? ''))]),
      ...(phone === null ? [] : [`${words.transferContact}: ${phone}`]),
    ].join('\n'),
  };
};
