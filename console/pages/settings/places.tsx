import { useInfiniteQuery } from '@tanstack/react-query';
import { placesQuery } from '../../api/settings.ts';
import { Button } from '../../parts/button.tsx';
import { Note, Shown } from '../../parts/states.tsx';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import styles from './settings.module.css';

/** Places that the agency recommends in itineraries. */
export const PlacesPart = () => {
  const words = useWords(settingsWords);
  const query = useInfiniteQuery(placesQuery);
  return (
    <>
      <Shown query={query}>
        {({ pages }) => {
          const places = pages.flatMap(({ items }) => items);
          return places.length === 0 ? (
            <Note icon="place" title={words.noPlaces}>
              {words.noPlacesText}
            </Note>
          ) : (
            <ul>
              {places.map(({ id, name, city, address, description, rating }) => (
                <li key={id} className={styles.row}>
                  <span>
                    <strong>{name}</strong>
                    <small>
                      {[city, address, rating && `★ ${rating}`].filter(Boolean).join(' · ')}
                    </small>
                    {description && <small>{description}</small>}
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Shown>
      {query.hasNextPage && (
        <Button onClick={() => void query.fetchNextPage()}>{words.more}</Button>
      )}
    </>
  );
};
