import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { answer, api, Refusal } from '../api/client.ts';
import { flightName } from '../api/flights.ts';
import { type ContactDetails, tripsOfQuery } from '../api/people.ts';
import { meQuery, refresh } from '../api/queries.ts';
import { useWords } from '../words/language.ts';
import { peopleWords } from '../words/people.ts';
import { termOf, terms } from '../words/terms.ts';
import { Button } from './button.tsx';
import { useCommands } from './commands.ts';
import styles from './contact-card.module.css';
import { Dialog } from './dialog.tsx';
import { download } from './download.ts';
import { EraseDialog } from './erase-dialog.tsx';
import { Explanation, showWhy } from './explanation.tsx';
import { SelectField, TextField } from './field.tsx';
import { MessageButton } from './message-button.tsx';
import { shownPhone } from './phone-link.tsx';
import { SendingControl } from './sending.tsx';
import { Shown, useFailureText } from './states.tsx';
import { Away, LocalTime } from './time.tsx';
import { done, failed } from './toast.tsx';

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className={styles.fact}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const Refused = ({ error }: { readonly error: unknown }) => {
  const words = useWords(peopleWords);
  const text = useFailureText(error);
  const kind = error instanceof Refusal ? error.kind : null;
  const other = error instanceof Refusal ? error.problem['contactId'] : undefined;
  return (
    <p role="alert" className={styles.wrong}>
      {kind === 'contact-exists'
        ? words.taken
        : kind === 'edited-meanwhile'
          ? words.editedMeanwhile
          : text}{' '}
      {typeof other === 'string' && (
        <Link to="/people" search={{ contact: other }}>
          {words.openOther}
        </Link>
      )}
    </p>
  );
};

/** Another number for somebody: for all their trips, and told what holds now if that is chosen. */
const NumberDialog = ({
  contact,
  close,
}: {
  readonly contact: ContactDetails;
  readonly close: () => void;
}) => {
  const words = useWords(peopleWords);
  const client = useQueryClient();
  const [phone, setPhone] = useState(contact.phone ?? '');
  const [tell, setTell] = useState<'tell' | 'keep'>('tell');
  const [error, setError] = useState<unknown>(null);
  const save = async (): Promise<void> => {
    try {
      await answer(
        api.PATCH('/contacts/{id}', {
          params: { path: { id: contact.id }, header: { 'If-Match': `"${contact.revision}"` } },
          body: { phone: phone.trim() === '' ? null : phone.trim(), notify: tell === 'tell' },
        }),
      );
      done(words.corrected);
      close();
    } catch (reason) {
      setError(reason);
    }
    refresh(client, 'contact');
  };
  return (
    <Dialog
      title={words.correctTitle(contact.name)}
      isOpen
      close={close}
      actions={
        <Button look="strong" onClick={() => void save()}>
          {words.save}
        </Button>
      }
    >
      <TextField
        label={words.phone}
        type="tel"
        help={words.correctHelp}
        value={phone}
        onChange={setPhone}
      />
      <SelectField
        label={words.notify}
        value={tell}
        onChange={setTell}
        options={[
          { value: 'tell', label: words.tell },
          { value: 'keep', label: words.keep },
        ]}
      />
      {error !== null && <Refused error={error} />}
    </Dialog>
  );
};

const TestDialog = ({
  contact: { id, phone },
  close,
}: {
  readonly contact: ContactDetails;
  readonly close: () => void;
}) => {
  const words = useWords(peopleWords);
  const send = async (): Promise<void> => {
    close();
    try {
      await answer(api.POST('/contacts/{id}/test-message', { params: { path: { id } } }));
      done(words.tested);
    } catch (error) {
      failed(words.notTested, error);
    }
  };
  return (
    <Dialog
      title={words.testTitle}
      isOpen
      close={close}
      actions={
        <Button look="strong" icon="send" onClick={() => void send()}>
          {words.testSend}
        </Button>
      }
    >
      <p>{words.testText(phone ?? '')}</p>
    </Dialog>
  );
};

const Reach = ({ contact }: { readonly contact: ContactDetails }) => {
  const words = useWords(peopleWords);
  const { messages, errors } = useWords(terms);
  const { lastArrived, lastRefused, lastInboundAt } = contact.reachability;
  const isBad = ['not_on_whatsapp', 'opted_out', 'no_number'].includes(contact.reach);
  return (
    <section>
      <h3>{words.reach}</h3>
      <p className={isBad ? styles.bad : undefined}>{words.reaches[contact.reach]}</p>
      <dl>
        {lastArrived && (
          <Fact name={words.lastArrived}>
            {termOf(messages, lastArrived.type)} · <Away at={lastArrived.at} />
          </Fact>
        )}
        {lastRefused && (
          <Fact name={words.lastRefused}>
            {termOf(messages, lastRefused.type)} · <Away at={lastRefused.at} />
            {lastRefused.errorCode && ` · ${termOf(errors, lastRefused.errorCode)}`}
          </Fact>
        )}
        {lastInboundAt && (
          <Fact name={words.lastInbound}>
            <Away at={lastInboundAt} />
          </Fact>
        )}
      </dl>
    </section>
  );
};

const Trips = ({ phone }: { readonly phone: string }) => {
  const words = useWords(peopleWords);
  const { trip: statuses, roles } = useWords(terms);
  const query = useQuery(tripsOfQuery(phone));
  return (
    <section>
      <h3>{words.trips}</h3>
      <Shown query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{words.noTrips}</p>
          ) : (
            <ul className={styles.trips}>
              {items.map((trip) => (
                <li key={trip.id}>
                  <Link to="/flights/$key" params={{ key: flightName(trip.flightKey) }}>
                    {trip.flightNumber}
                  </Link>
                  <span>
                    {trip.originIata} → {trip.destinationIata}
                  </span>
                  <LocalTime local={trip.local.departure} at={trip.departure} withDay />
                  <small>
                    {termOf(statuses, trip.status)}
                    {trip.role !== 'traveller' && ` · ${termOf(roles, trip.role)}`}
                  </small>
                  <Link to="/journeys/$id" params={{ id: trip.journeyId }}>
                    {trip.reference ?? '→'}
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
};

const Data = ({ contact }: { readonly contact: ContactDetails }) => {
  const words = useWords(peopleWords);
  const [isErasing, setErasing] = useState(false);
  const save = async (): Promise<void> => {
    try {
      const archive = await answer(
        api.POST('/contacts/{id}/export', {
          params: { path: { id: contact.id } },
          parseAs: 'blob',
        }),
      );
      download(words.exportFile(contact.name), 'application/zip', archive);
    } catch (error) {
      failed(words.exportFailed, error);
    }
  };
  return (
    <section className={styles.data}>
      <Button icon="down" onClick={() => void save()}>
        {words.export}
      </Button>
      <Button look="danger" icon="trash" onClick={() => setErasing(true)}>
        {words.erase}
      </Button>
      {isErasing && <EraseDialog contact={contact} close={() => setErasing(false)} />}
    </section>
  );
};

/** A contact: whether messages arrive, what they have agreed to, their flights, and their data. */
export const ContactCard = ({ contact }: { readonly contact: ContactDetails }) => {
  const words = useWords(peopleWords);
  const role = useQuery(meQuery).data?.role;
  const [open, setOpen] = useState<'number' | 'test' | null>(null);
  const { name, phone, email, language, consent } = contact;
  const close = (): void => setOpen(null);
  useCommands([{ key: 'w', label: words.why, run: showWhy }]);
  return (
    <article className={styles.card}>
      <header className={styles.head}>
        <h2>{name}</h2>
        <div className={styles.actions}>
          {phone !== null && <MessageButton to={{ contacts: contact.id }} />}
          <Button icon="edit" onClick={() => setOpen('number')}>
            {words.correct}
          </Button>
          {phone !== null && (
            <Button icon="device" onClick={() => setOpen('test')}>
              {words.test}
            </Button>
          )}
        </div>
      </header>
      <dl>
        <Fact name={words.phone}>
          {phone ? <a href={`tel:${phone}`}>{shownPhone(phone)}</a> : words.noPhone}
        </Fact>
        {email && <Fact name={words.email}>{email}</Fact>}
        <Fact name={words.language}>{words.languages[language]}</Fact>
        <Fact name={words.consent}>
          {consent ? (
            <>
              {words.consentBy(words.consents[consent.how], consent.by)} · <Away at={consent.at} />
            </>
          ) : (
            words.noConsent
          )}
        </Fact>
      </dl>
      <Reach contact={contact} />
      <SendingControl of={{ scope: 'contact', id: contact.id }} />
      {phone !== null && <Trips phone={phone} />}
      <Explanation contactId={contact.id} />
      {role === 'owner' && <Data contact={contact} />}
      {open === 'number' && <NumberDialog contact={contact} close={close} />}
      {open === 'test' && <TestDialog contact={contact} close={close} />}
    </article>
  );
};
