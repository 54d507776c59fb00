/** The days of a week, as the API names them. */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

interface Span {
  readonly from: string;
  readonly to: string;
}

/** Hours of a day as people write them: `09:00-13:00, 14:00-18:00`. */
export const writtenHours = (spans: readonly Span[] | null | undefined): string =>
  (spans ?? []).map(({ from, to }) => `${from}-${to}`).join(', ');

const span = /^(\d{1,2}):?(\d{2})?\s*[-–]\s*(\d{1,2}):?(\d{2})?$/;
const clock = (hours = '', minutes = '00'): string => `${hours.padStart(2, '0')}:${minutes}`;

/** Hours of a day as they were written; null: closed, `unread`: they cannot be read. */
export const hoursOf = (text: string): Span[] | null | 'unread' => {
  if (text.trim() === '') return null;
  const parts = text.split(/[,;]/).map((part) => span.exec(part.trim()));
  return parts.every((part) => part !== null)
    ? parts.map(([, fromHour, fromMinute, toHour, toMinute]) => ({
        from: clock(fromHour, fromMinute),
        to: clock(toHour, toMinute),
      }))
    : 'unread';
};
