import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../api/client.ts';
import { type GroupDetails, groupPassengersQuery } from '../../api/groups.ts';
import { Button } from '../../parts/button.tsx';
import { csvOf, download } from '../../parts/download.ts';
import { shownPhone } from '../../parts/phone-link.tsx';
import { Note, Shown } from '../../parts/states.tsx';
import { groupWords } from '../../words/groups.ts';
import { useLanguage, useWords } from '../../words/language.ts';
import { clockOf, dayOf } from '../../words/times.ts';
import styles from './groups.module.css';

/** Who is in a group: a line for each passenger, to print or to keep. */
export const Manifest = ({ group }: { readonly group: Pick<GroupDetails, 'id' | 'name'> }) => {
  const words = useWords(groupWords);
  const language = useLanguage();
  const query = useQuery(groupPassengersQuery(group.id));
  const { columns, kinds } = words;
  /** Numbers are grouped for people; a file has them as other systems read them. */
  const cellsOf = (
    { name, kind, reference, flights, contacts }: Schemas['GroupPassenger'],
    phoneOf: (phone: string) => string,
  ) => [
    name,
    kinds[kind],
    reference ?? '',
    flights
      .map(
        ({ flightNumber, originIata, destinationIata, localDeparture }) =>
          `${flightNumber} ${originIata}–${destinationIata} ${dayOf(localDeparture, language)} ` +
          clockOf(localDeparture),
      )
      .join('; '),
    contacts.map((contact) => contact.name).join('; '),
    contacts.flatMap(({ phone }) => (phone ? phoneOf(phone) : [])).join('; '),
  ];
  return (
    <Shown query={query} rows={8}>
      {({ items }) => {
        const lines = items.map((passenger) => ({
          id: passenger.id,
          cells: cellsOf(passenger, shownPhone),
        }));
        if (lines.length === 0) return <Note icon="people" title={words.count(0)} />;
        const heads = Object.values(columns);
        return (
          <>
            <div className={styles.tools}>
              <h2>{words.count(lines.length)}</h2>
              <Button icon="document" onClick={() => window.print()}>
                {words.print}
              </Button>
              <Button
                icon="import"
                onClick={() =>
                  download(
                    words.fileName(group.name),
                    'text/csv',
                    csvOf([
                      heads,
                      ...items.map((passenger) => cellsOf(passenger, (phone) => phone)),
                    ]),
                  )
                }
              >
                {words.download}
              </Button>
            </div>
            <section
              className={styles.paper}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways by keyboard
              tabIndex={0}
              aria-label={words.parts.manifest}
            >
              <table>
                <thead>
                  <tr>
                    {heads.map((head) => (
                      <th key={head} scope="col">
                        {head}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {lines.map(({ id, cells }) => (
                    <tr key={id}>
                      {cells.map((cell, place) => (
                        <td key={heads[place]}>{cell}</td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          </>
        );
      }}
    </Shown>
  );
};
