import { useQuery } from '@tanstack/react-query';
import { templatesQuery } from '../../api/settings.ts';
import { Chip } from '../../parts/chip.tsx';
import { Shown } from '../../parts/states.tsx';
import { WhatsAppText } from '../../parts/whatsapp-text.tsx';
import { useLanguage, useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import { termOf, terms } from '../../words/terms.ts';
import styles from './settings.module.css';

/** What is written outside the window, as a traveller reads it, and whether WhatsApp takes it. */
export const TemplatesPart = () => {
  const words = useWords(settingsWords);
  const { messages } = useWords(terms);
  const language = useLanguage();
  const query = useQuery(templatesQuery);
  return (
    <>
      <p className={styles.soft}>{words.templateHelp}</p>
      <Shown query={query}>
        {({ items }) => (
          <ul>
            {items
              .filter(({ locale }) => locale.startsWith(language))
              .map(({ name, type, locale, text, isUsable }) => (
                <li key={name} className={styles.row}>
                  <span>
                    <strong>
                      {termOf(messages, type)}{' '}
                      {isUsable !== null && (
                        <Chip tone={isUsable ? 'good' : 'warn'}>
                          {isUsable ? words.usable : words.unusable}
                        </Chip>
                      )}
                    </strong>
                    <small>{name}</small>
                    <q lang={locale} className={styles.bubble}>
                      <WhatsAppText text={text} />
                    </q>
                  </span>
                </li>
              ))}
          </ul>
        )}
      </Shown>
    </>
  );
};
