import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, api, Refusal, type Schemas } from '../../api/client.ts';
import { agencyQuery } from '../../api/queries.ts';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { TextField } from '../../parts/field.tsx';
import { shownPhone } from '../../parts/phone-link.tsx';
import { Shown } from '../../parts/states.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { useUnsaved } from '../../parts/unsaved.ts';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import { hoursOf, weekdays, writtenHours } from './hours.ts';
import styles from './settings.module.css';

type Agency = Schemas['AgencyNow'];

const draftOf = ({ name, phone, emergencyPhone, zone, hours }: Agency) => ({
  name,
  phone: phone ?? '',
  emergencyPhone: emergencyPhone ?? '',
  zone: zone ?? '',
  hours: Object.fromEntries(weekdays.map((day) => [day, writtenHours(hours?.[day])])),
});

/** What is wrong with a field, as the API says. */
const wrongOf = (error: unknown, field: string): string | undefined =>
  error instanceof Refusal
    ? error.problem.errors?.find(({ pointer }) => pointer?.startsWith(`#/${field}`))?.message
    : undefined;

const Form = ({ agency, isOwner }: { readonly agency: Agency; readonly isOwner: boolean }) => {
  const words = useWords(settingsWords);
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(agency));
  const [error, setError] = useState<unknown>(null);
  const set = (change: Partial<typeof draft>): void => setDraft({ ...draft, ...change });
  useUnsaved(JSON.stringify(draft) !== JSON.stringify(draftOf(agency)));
  const days = weekdays.map((day) => [day, hoursOf(draft.hours[day] ?? '')] as const);
  const isRead = days.every(([, hours]) => hours !== 'unread');
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isRead) return;
    setError(null);
    const { name, phone, emergencyPhone, zone } = draft;
    try {
      await answer(
        api.PATCH('/agency', {
          params: { header: { 'If-Match': `"${agency.revision}"` } },
          body: {
            name,
            phone: phone || null,
            emergencyPhone: emergencyPhone || null,
            zone: zone || null,
            ...(zone && {
              hours: Object.fromEntries(
                days.map(([day, hours]) => [day, hours === 'unread' ? null : hours]),
              ),
            }),
          },
        }),
      );
      done(words.saved);
    } catch (refusal) {
      setError(refusal);
      failed(words.notSaved, refusal);
    }
    void client.invalidateQueries({ queryKey: ['agency'] });
  };
  return (
    <form className={styles.form} onSubmit={(event) => void save(event)}>
      {agency.isOpen !== null && (
        <p>
          <Chip tone={agency.isOpen ? 'good' : 'plain'} icon="clock">
            {agency.isOpen ? words.isOpen : words.isClosed}
          </Chip>
        </p>
      )}
      {error instanceof Refusal && error.status === 412 && (
        <p role="alert">{words.editedMeanwhile}</p>
      )}
      <fieldset disabled={!isOwner} className={styles.fields}>
        <TextField
          label={words.name}
          value={draft.name}
          onChange={(name) => set({ name })}
          isRequired
          wrong={wrongOf(error, 'name')}
        />
        <TextField
          label={words.sender}
          value={shownPhone(agency.sender)}
          onChange={() => undefined}
          help={words.senderHelp}
          isReadOnly
        />
        <TextField
          label={words.phone}
          type="tel"
          value={draft.phone}
          onChange={(phone) => set({ phone })}
          wrong={wrongOf(error, 'phone')}
        />
        <TextField
          label={words.emergency}
          type="tel"
          value={draft.emergencyPhone}
          onChange={(emergencyPhone) => set({ emergencyPhone })}
          help={words.emergencyHelp}
          wrong={wrongOf(error, 'emergencyPhone')}
        />
        <TextField
          label={words.zone}
          value={draft.zone}
          onChange={(zone) => set({ zone })}
          placeholder="America/Argentina/Buenos_Aires"
          wrong={wrongOf(error, 'zone')}
        />
        <h3>{words.hours}</h3>
        <p className={styles.soft}>{words.hoursHelp}</p>
        {days.map(([day, hours]) => (
          <TextField
            key={day}
            label={words.days[day]}
            value={draft.hours[day] ?? ''}
            onChange={(text) => set({ hours: { ...draft.hours, [day]: text } })}
            wrong={hours === 'unread' ? words.hoursWrong : wrongOf(error, `hours/${day}`)}
          />
        ))}
        <div>
          <Button type="submit" look="strong" disabled={!isRead}>
            {words.save}
          </Button>
        </div>
      </fieldset>
    </form>
  );
};

/** How the agency shows itself to travellers, and when people answer. */
export const AgencyPart = ({ isOwner }: { readonly isOwner: boolean }) => {
  const query = useQuery(agencyQuery);
  return (
    <Shown query={query}>
      {(agency) => <Form key={agency.revision} agency={agency} isOwner={isOwner} />}
    </Shown>
  );
};
