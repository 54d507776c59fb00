import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, api, type Schemas } from '../../api/client.ts';
import { webhooksQuery } from '../../api/settings.ts';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/field.tsx';
import { Shown } from '../../parts/states.tsx';
import { Away } from '../../parts/time.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import { ShownOnce } from './once.tsx';
import styles from './settings.module.css';
import { WebhookLog } from './webhook-log.tsx';

type Webhook = Schemas['Webhook'];
type EventName = Schemas['WebhookInput']['events'][number];

/** By their public names (docs/webhooks.md). */
const eventNames: readonly EventName[] = [
  'trip.booked',
  'trip.changed',
  'trip.cancelled',
  'journey.booked',
  'journey.changed',
  'flight.matched',
  'flight.changed',
  'flight.not_found',
  'connection.at_risk',
  'connection.missed',
  'connection.restored',
  'message.received',
  'message.failed',
  'conversation.taken_over',
  'conversation.given_back',
  'traveller.opted_out',
  'traveller.opted_in',
  'itinerary.ready',
  'itinerary.failed',
];

/** Does something to webhooks, says so, and reads them anew. */
const useAct = () => {
  const words = useWords(settingsWords);
  const client = useQueryClient();
  return async <T,>(act: Promise<T>, said: string | null): Promise<T | null> => {
    try {
      const result = await act;
      if (said !== null) done(said);
      return result;
    } catch (error) {
      failed(words.notSaved, error);
      return null;
    } finally {
      void client.invalidateQueries({ queryKey: ['webhooks'] });
    }
  };
};

const NewWebhook = () => {
  const words = useWords(settingsWords);
  const act = useAct();
  const [draft, setDraft] = useState({ name: '', url: '' });
  const [events, setEvents] = useState<readonly EventName[]>(['trip.changed', 'flight.changed']);
  const [secret, setSecret] = useState<string | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const made = await act(
      answer(api.POST('/webhooks', { body: { ...draft, events: [...events] } })),
      null,
    );
    if (!made) return;
    setSecret(made.secret);
    setDraft({ name: '', url: '' });
  };
  return (
    <form className={styles.inline} onSubmit={(event) => void submit(event)}>
      <TextField
        label={words.keyName}
        value={draft.name}
        onChange={(name) => setDraft({ ...draft, name })}
        isRequired
      />
      <TextField
        label={words.url}
        value={draft.url}
        onChange={(url) => setDraft({ ...draft, url })}
        isRequired
      />
      <details className={styles.wide}>
        <summary>
          {words.events}: {events.length}
        </summary>
        <fieldset className={styles.checks} lang="en">
          {eventNames.map((name) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={events.includes(name)}
                onChange={(event) =>
                  setEvents(
                    eventNames.filter((one) =>
                      one === name ? event.target.checked : events.includes(one),
                    ),
                  )
                }
              />{' '}
              {name}
            </label>
          ))}
        </fieldset>
      </details>
      <Button type="submit" look="strong" icon="plus" disabled={events.length === 0}>
        {words.addWebhook}
      </Button>
      {secret !== null && (
        <ShownOnce
          title={words.secretTitle}
          text={words.keyText}
          secret={secret}
          close={() => setSecret(null)}
        />
      )}
    </form>
  );
};

const Row = ({ webhook }: { readonly webhook: Webhook }) => {
  const words = useWords(settingsWords);
  const act = useAct();
  const { id, name, url, events, isOn, failingSince } = webhook;
  const [shown, setShown] = useState<'log' | 'remove' | 'off' | null>(null);
  const close = (): void => setShown(null);
  const path = { params: { path: { id } } };
  const turn = (next: boolean): void => {
    close();
    void act(answer(api.PATCH('/webhooks/{id}', { ...path, body: { isOn: next } })), words.saved);
  };
  return (
    <li className={styles.row}>
      <span>
        <strong>
          {name} {!isOn && <Chip tone="warn">{words.isOff}</Chip>}
        </strong>
        <small>{url}</small>
        <small lang="en">{events.join(', ')}</small>
        {failingSince && (
          <small>
            {words.failing} <Away at={failingSince} />
          </small>
        )}
      </span>
      <span className={styles.controls}>
        <Button look="bare" onClick={() => setShown('log')}>
          {words.log}
        </Button>
        {isOn && (
          <Button
            look="bare"
            onClick={() => {
              void act(answer(api.POST('/webhooks/{id}/test', path)), null);
              setShown('log');
            }}
          >
            {words.test}
          </Button>
        )}
        <Button look="bare" onClick={() => (isOn ? setShown('off') : turn(true))}>
          {isOn ? words.off : words.on}
        </Button>
        <Button
          look="bare"
          icon="trash"
          label={`${words.remove}: ${name}`}
          onClick={() => setShown('remove')}
        />
      </span>
      {shown === 'log' && <WebhookLog webhook={webhook} close={close} />}
      <Dialog
        title={shown === 'off' ? `${words.off}: ${name}` : words.removeWebhookTitle(name)}
        isOpen={shown === 'remove' || shown === 'off'}
        close={close}
        actions={
          shown === 'off' ? (
            <Button look="danger" onClick={() => turn(false)}>
              {words.off}
            </Button>
          ) : (
            <Button
              look="danger"
              onClick={() => {
                close();
                void act(answer(api.DELETE('/webhooks/{id}', path)), words.removedEntry);
              }}
            >
              {words.remove}
            </Button>
          )
        }
      >
        <p>{shown === 'off' ? words.offText : words.removeWebhookText}</p>
      </Dialog>
    </li>
  );
};

/** The systems of the agency that get events, with what was sent to each. */
export const WebhooksPart = () => {
  const words = useWords(settingsWords);
  const query = useQuery(webhooksQuery);
  return (
    <section className={styles.part}>
      <h2>{words.webhooks}</h2>
      <Shown query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={styles.soft}>{words.noWebhooks}</p>
          ) : (
            <ul>
              {items.map((webhook) => (
                <Row key={webhook.id} webhook={webhook} />
              ))}
            </ul>
          )
        }
      </Shown>
      <NewWebhook />
    </section>
  );
};
