import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../../api/client.ts';
import { answeredQuery, knowledgeQuery } from '../../api/settings.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Note, Shown } from '../../parts/states.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { languages, useLanguage, useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import styles from './settings.module.css';

const Add = () => {
  const words = useWords(settingsWords);
  const client = useQueryClient();
  const language = useLanguage();
  const [question, setQuestion] = useState('');
  const [text, setText] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      await answer(api.POST('/knowledge', { body: { question, answers: { [language]: text } } }));
      setQuestion('');
      setText('');
      done(words.added);
    } catch (error) {
      failed(words.notSaved, error);
    }
    void client.invalidateQueries({ queryKey: ['knowledge'] });
  };
  return (
    <form className={styles.inline} onSubmit={(event) => void submit(event)}>
      <TextField label={words.question} value={question} onChange={setQuestion} isRequired />
      <TextField label={words.answerIn} value={text} onChange={setText} rows={2} isRequired />
      <Button type="submit" look="strong" icon="plus">
        {words.addEntry}
      </Button>
    </form>
  );
};

/** What would be said to a traveller who writes that. */
const TryIt = () => {
  const words = useWords(settingsWords);
  const language = useLanguage();
  const [text, setText] = useState('');
  const found = useQuery(answeredQuery(text.trim(), language)).data?.items;
  const best = found?.find(({ answers }) => answers);
  return (
    <div className={styles.tryIt}>
      <TextField label={words.tryIt} value={text} onChange={setText} />
      <p role="status">
        {found &&
          (best ? (
            <>
              <strong>{words.found}:</strong> {best.answer.text}
            </>
          ) : (
            words.foundNothing
          ))}
      </p>
    </div>
  );
};

/** What the assistant answers for the agency. */
export const KnowledgePart = () => {
  const words = useWords(settingsWords);
  const client = useQueryClient();
  const query = useInfiniteQuery(knowledgeQuery);
  const remove = async (id: string): Promise<void> => {
    try {
      await answer(api.DELETE('/knowledge/{id}', { params: { path: { id } } }));
    } catch (error) {
      failed(words.notSaved, error);
    }
    void client.invalidateQueries({ queryKey: ['knowledge'] });
  };
  return (
    <>
      <TryIt />
      <Shown query={query}>
        {({ pages }) => {
          const entries = pages.flatMap(({ items }) => items);
          return entries.length === 0 ? (
            <Note icon="book" title={words.noKnowledge}>
              {words.noKnowledgeText}
            </Note>
          ) : (
            <ul>
              {entries.map(({ id, question, answers, airline, destination, hotel }) => {
                const only = [airline, destination, hotel].filter(Boolean).join(', ');
                return (
                  <li key={id} className={styles.row}>
                    <span>
                      <strong>{question}</strong>
                      {languages.map(
                        (one) =>
                          answers[one] && (
                            <small key={one} lang={one}>
                              {one} · {answers[one]}
                            </small>
                          ),
                      )}
                      {only !== '' && (
                        <small>
                          {words.forOnly} {only}
                        </small>
                      )}
                    </span>
                    <Button
                      look="bare"
                      icon="trash"
                      label={`${words.remove}: ${question}`}
                      onClick={() =>
                        void remove(id).then(() =>
                          done(
                            words.removedEntry,
                            () =>
                              void answer(
                                api.POST('/knowledge', {
                                  body: { question, answers, airline, destination, hotel },
                                }),
                              ).then(() => client.invalidateQueries({ queryKey: ['knowledge'] })),
                          ),
                        )
                      }
                    />
                  </li>
                );
              })}
            </ul>
          );
        }}
      </Shown>
      {query.hasNextPage && (
        <Button onClick={() => void query.fetchNextPage()}>{words.more}</Button>
      )}
      <Add />
    </>
  );
};
