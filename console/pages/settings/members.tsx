import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, api, type Schemas } from '../../api/client.ts';
import { groupsQuery } from '../../api/groups.ts';
import { membersQuery } from '../../api/queries.ts';
import { invitationsQuery } from '../../api/settings.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { SelectField, TextField } from '../../parts/field.tsx';
import { Shown } from '../../parts/states.tsx';
import { OwnTime } from '../../parts/time.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import { ShownOnce } from './once.tsx';
import styles from './settings.module.css';

type Member = Schemas['Member'];
type Role = Member['role'];
type Sees = Member['sees'];
const seesOwn = ({ role, sees }: Pick<Member, 'role' | 'sees'>): boolean =>
  role === 'agent' && sees === 'own';
/** A guest becomes nothing else: they are of another house. */
const staffRoles: readonly Role[] = ['agent', 'duty', 'owner'];
const invitedRoles: readonly Role[] = [...staffRoles, 'limited'];

/** What an agent sees: all of the agency, or what they keep, with what that is. */
const SeesField = ({
  of,
  value,
  onChange,
}: {
  /** Whose, in a row, which has no label and says itself what it means. */
  readonly of?: string;
  readonly value: Sees;
  readonly onChange: (sees: Sees) => void;
}) => {
  const words = useWords(settingsWords);
  const option = (one: Sees) => ({ value: one, label: words.sees[one] });
  return (
    <SelectField
      label={of === undefined ? words.seesWhat : `${words.seesWhat}: ${of}`}
      isLabelHidden={of !== undefined}
      help={of === undefined && value === 'own' ? words.seesOwn : undefined}
      value={value}
      options={[option('all'), option('own')]}
      onChange={onChange}
    />
  );
};

const useRefreshed = () => {
  const words = useWords(settingsWords);
  const client = useQueryClient();
  return async (act: () => Promise<unknown>, said: string, undo?: () => unknown): Promise<void> => {
    try {
      await act();
      done(said, undo);
    } catch (error) {
      failed(words.notSaved, error);
    } finally {
      void client.invalidateQueries({ queryKey: ['members'] });
    }
  };
};

const Row = ({ member, isOwner }: { readonly member: Member; readonly isOwner: boolean }) => {
  const words = useWords(settingsWords);
  const refreshed = useRefreshed();
  const [isAsking, setAsking] = useState(false);
  const { id, name, email, role, sees, joinedAt } = member;
  const change = (body: Schemas['MemberEdit'], back?: Schemas['MemberEdit']): Promise<void> =>
    refreshed(
      () => answer(api.PATCH('/members/{id}', { params: { path: { id } }, body })),
      words.saved,
      back && (() => change(back)),
    );
  const remove = async (): Promise<void> => {
    setAsking(false);
    await refreshed(
      () => answer(api.DELETE('/members/{id}', { params: { path: { id } } })),
      words.removed(name),
    );
  };
  return (
    <li className={styles.row}>
      <span>
        <strong>{name}</strong>
        <small>
          {email} · {words.joined} <OwnTime at={joinedAt} />
        </small>
        {seesOwn(member) && <small>{words.seesOwn}</small>}
      </span>
      {isOwner && role !== 'limited' ? (
        <span className={styles.controls}>
          <SelectField
            label={`${words.role}: ${name}`}
            isLabelHidden
            value={role}
            options={staffRoles.map((one) => ({ value: one, label: words.roles[one] }))}
            onChange={(next) => void change({ role: next }, { role })}
          />
          {role === 'agent' && (
            <SeesField
              of={name}
              value={sees}
              onChange={(next) => void change({ sees: next }, { sees })}
            />
          )}
          <Button look="bare" onClick={() => setAsking(true)}>
            {words.removeMember}
          </Button>
        </span>
      ) : (
        <span>{words.roles[role]}</span>
      )}
      <Dialog
        title={words.removeTitle(name)}
        isOpen={isAsking}
        close={() => setAsking(false)}
        actions={
          <Button look="danger" onClick={() => void remove()}>
            {words.removeMember}
          </Button>
        }
      >
        <p>{words.removeText}</p>
      </Dialog>
    </li>
  );
};

const nobody = { name: '', email: '', role: 'agent' as Role, sees: 'all' as Sees, group: '' };

const Invite = () => {
  const words = useWords(settingsWords);
  const client = useQueryClient();
  const [draft, setDraft] = useState(nobody);
  const [link, setLink] = useState<string | null>(null);
  const groups = useQuery(groupsQuery).data?.items ?? [];
  const group = draft.group || groups[0]?.id;
  const isGuest = draft.role === 'limited';
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const { group: _, ...body } = { ...draft, ...(isGuest && group && { groups: [group] }) };
      const { token, signIn } = await answer(api.POST('/invitations', { body }));
      const parts = new URLSearchParams({ invitation: token, ...(signIn && { token: signIn }) });
      setLink(`${location.origin}/console/sign-in#${parts}`);
      setDraft(nobody);
    } catch (error) {
      failed(words.notSaved, error);
    }
    void client.invalidateQueries({ queryKey: ['members'] });
  };
  return (
    <form className={styles.inline} onSubmit={(event) => void submit(event)}>
      <TextField
        label={words.personName}
        value={draft.name}
        onChange={(name) => setDraft({ ...draft, name })}
        isRequired
      />
      <TextField
        label={words.email}
        type="email"
        value={draft.email}
        onChange={(email) => setDraft({ ...draft, email })}
        isRequired
      />
      <SelectField
        label={words.role}
        value={draft.role}
        options={invitedRoles.map((one) => ({ value: one, label: words.roles[one] }))}
        onChange={(role) => setDraft({ ...draft, role, sees: 'all' })}
      />
      {draft.role === 'agent' && (
        <div className={styles.wide}>
          <SeesField value={draft.sees} onChange={(sees) => setDraft({ ...draft, sees })} />
        </div>
      )}
      {isGuest && (
        <div className={styles.wide}>
          {group === undefined ? (
            <p>{words.noGroup}</p>
          ) : (
            <SelectField
              label={words.guestOf}
              help={words.guestSees}
              value={group}
              options={groups.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(next) => setDraft({ ...draft, group: next })}
            />
          )}
        </div>
      )}
      <Button type="submit" look="strong" icon="plus" disabled={isGuest && group === undefined}>
        {words.invite}
      </Button>
      {link !== null && (
        <ShownOnce
          title={words.linkTitle}
          text={words.linkText}
          secret={link}
          close={() => setLink(null)}
        />
      )}
    </form>
  );
};

const Invitations = () => {
  const words = useWords(settingsWords);
  const refreshed = useRefreshed();
  const open = useQuery(invitationsQuery).data?.items.filter(
    ({ acceptedAt, revokedAt }) => acceptedAt === null && revokedAt === null,
  );
  if (!open || open.length === 0) return null;
  return (
    <section>
      <h3>{words.invited}</h3>
      <ul>
        {open.map(({ id, name, email, role, sees, expiresAt }) => (
          <li key={id} className={styles.row}>
            <span>
              <strong>{name}</strong>
              <small>
                {email} · {words.roles[role]}
                {seesOwn({ role, sees }) && ` · ${words.sees.own}`} · {words.until}{' '}
                <OwnTime at={expiresAt} />
              </small>
            </span>
            <Button
              look="bare"
              onClick={() =>
                void refreshed(
                  () => answer(api.DELETE('/invitations/{id}', { params: { path: { id } } })),
                  words.revoked,
                )
              }
            >
              {words.revoke}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
};

/** Who works at the agency, and who is invited to. */
export const MembersPart = ({ isOwner }: { readonly isOwner: boolean }) => {
  const query = useQuery(membersQuery);
  return (
    <>
      <Shown query={query}>
        {({ items }) => (
          <ul>
            {items
              .filter(({ leftAt }) => leftAt === null)
              .map((member) => (
                <Row key={member.id} member={member} isOwner={isOwner} />
              ))}
          </ul>
        )}
      </Shown>
      {isOwner && (
        <>
          <Invite />
          <Invitations />
        </>
      )}
    </>
  );
};
