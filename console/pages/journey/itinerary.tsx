import { useQuery } from '@tanstack/react-query';
import { type Journey, staysQuery } from '../../api/journeys.ts';
import { Chip } from '../../parts/chip.tsx';
import { Note, Shown } from '../../parts/states.tsx';
import { journeyWords } from '../../words/journey.ts';
import { useLanguage, useWords } from '../../words/language.ts';
import { dayOf } from '../../words/times.ts';
import styles from './journey.module.css';

/** The stays of a journey: what is planned there, as the traveller opens it. */
export const Itinerary = ({ journey }: { readonly journey: Journey }) => {
  const words = useWords(journeyWords);
  const language = useLanguage();
  const query = useQuery(staysQuery(journey.id));
  return (
    <Shown query={query} rows={2}>
      {({ items }) =>
        items.length === 0 ? (
          <Note icon="place" title={words.noItinerary}>
            {words.noItineraryText}
          </Note>
        ) : (
          <ul className={styles.stays}>
            {items.map(({ n, city, from, to, plan, itinerary, links }) => (
              <li key={n}>
                <div>
                  <strong>{city}</strong>{' '}
                  <small>
                    {dayOf(from, language)} – {dayOf(to, language)}
                  </small>
                </div>
                <Chip tone={plan || itinerary ? 'good' : 'plain'}>
                  {plan ? words.plan.sold : itinerary ? words.plan.suggested : words.plan.none}
                </Chip>
                {itinerary && <small>{words.days(itinerary.days.length)}</small>}
                {(plan || itinerary) &&
                  links.slice(0, 1).map(({ page, pdf }) => (
                    <span key={page} className={styles.links}>
                      <a href={page} target="_blank" rel="noreferrer noopener">
                        {words.download}
                      </a>
                      <a href={pdf} target="_blank" rel="noreferrer noopener">
                        {words.pdf}
                      </a>
                    </span>
                  ))}
              </li>
            ))}
          </ul>
        )
      }
    </Shown>
  );
};
