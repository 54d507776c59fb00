import { agentsNow, useTold } from '../api/clock.ts';
import { useLanguage } from '../words/language.ts';
import { awayFrom, clockOf, dayOf, lengthOf, ownTime } from '../words/times.ts';

/** An instant as how far away it is; the own clock’s time on hover. */
export const Away = ({ at }: { readonly at: string }) => {
  const language = useLanguage();
  const away = useTold((now) => awayFrom(at, now, language));
  return (
    <time dateTime={at} title={ownTime(at, language, agentsNow())}>
      {away}
    </time>
  );
};

/** A time on the clock of a place, as the traveller reads it; one’s own on hover. */
export const LocalTime = ({
  local,
  at,
  withDay = false,
}: {
  /** `2027-03-03T16:20`. */
  readonly local: string;
  readonly at?: string | undefined;
  readonly withDay?: boolean;
}) => {
  const language = useLanguage();
  return (
    <time dateTime={local} title={at && ownTime(at, language, 0)}>
      {withDay && `${dayOf(local, language)} `}
      {clockOf(local)}
    </time>
  );
};

/** An instant by one’s own clock. */
export const OwnTime = ({ at }: { readonly at: string }) => {
  const language = useLanguage();
  return <time dateTime={at}>{useTold((now) => ownTime(at, language, now))}</time>;
};

/** How long something has lasted. */
export const Lasting = ({ since }: { readonly since: string }) => {
  const language = useLanguage();
  const length = useTold((now) => lengthOf(Math.max(now - Date.parse(since), 0)));
  return (
    <time dateTime={since} title={ownTime(since, language, agentsNow())}>
      {length}
    </time>
  );
};
