import { useQuery } from '@tanstack/react-query';
import { failingNumbersQuery } from '../../api/settings.ts';
import { shownPhone } from '../../parts/phone-link.tsx';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import styles from './settings.module.css';

/** Numbers with which a booking fails in a known way, where messages are simulated. */
export const NumbersPart = () => {
  const words = useWords(settingsWords);
  const numbers = useQuery(failingNumbersQuery).data;
  if (!numbers) return null;
  return (
    <section>
      <h2>{words.numbers}</h2>
      <ul>
        {numbers.map(({ phone, what }) => (
          <li key={phone} className={styles.row}>
            <span>{shownPhone(phone)}</span>
            <small lang="en">{what}</small>
          </li>
        ))}
      </ul>
    </section>
  );
};
