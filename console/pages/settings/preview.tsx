import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Refusal, type Schemas } from '../../api/client.ts';
import { type SettingKey, settingPreviewQuery } from '../../api/settings.ts';
import { Chip, type Tone } from '../../parts/chip.tsx';
import { Shown } from '../../parts/states.tsx';
import { LocalTime } from '../../parts/time.tsx';
import { useWords } from '../../words/language.ts';
import { termOf, terms } from '../../words/terms.ts';
import { whenWords } from '../../words/when.ts';
import styles from './setting-form.module.css';

type Previewed = Schemas['SettingPreview'];
type PreviewedChange = Previewed['changes'][number];

const kinds = ['gone', 'new', 'later', 'earlier', 'reworded'] as const;
const tones: Readonly<Record<PreviewedChange['kind'], Tone>> = {
  gone: 'warn',
  new: 'good',
  later: 'info',
  earlier: 'info',
  reworded: 'plain',
};

const Row = ({ change }: { readonly change: PreviewedChange }) => {
  const words = useWords(whenWords);
  const { messages } = useWords(terms);
  const { kind, wakes, contactName, type, journeyId, before, after } = change;
  const shown = after ?? before;
  return (
    <li>
      {/* Beside this page, on which nothing is saved yet. */}
      <Link to="/journeys/$id" params={{ id: journeyId }} target="_blank">
        {contactName}: {termOf(messages, type)}
      </Link>
      <span>
        <Chip tone={tones[kind]}>{words.previewKinds[kind]}</Chip>{' '}
        {wakes && (
          <Chip tone="warn" icon="clock">
            {words.wakes}
          </Chip>
        )}
      </span>
      <small>
        {before && <LocalTime local={before.local} at={before.at} withDay />}
        {before && after && ' → '}
        {after && <LocalTime local={after.local} at={after.at} withDay />}
      </small>
      {shown && <p>{shown.text}</p>}
    </li>
  );
};

const Found = ({ preview }: { readonly preview: Previewed }) => {
  const words = useWords(whenWords);
  const { trips, tripsLeft, messages, counts, changes, changesLeft, isCovered } = preview;
  if (!isCovered) return <p>{words.notCovered}</p>;
  if (trips === 0) return <p>{words.noTrips}</p>;
  return (
    <>
      <p>
        {words.replayed(trips, messages.before, messages.after)}
        {tripsLeft > 0 && ` ${words.tripsLeft(tripsLeft)}`}
      </p>
      {changes.length === 0 ? (
        <p>{words.nothingElse}</p>
      ) : (
        <p className={styles.counts}>
          {kinds.map(
            (kind) =>
              counts[kind] > 0 && (
                <Chip key={kind} tone={tones[kind]}>
                  {words.previewKinds[kind]}: {counts[kind]}
                </Chip>
              ),
          )}
          {counts.wakes > 0 && (
            <Chip tone="warn" icon="clock">
              {words.wakes}: {counts.wakes}
            </Chip>
          )}
        </p>
      )}
      <ul className={styles.found}>
        {changes.map((change) => (
          <Row
            key={`${change.tripId} ${change.type} ${change.kind} ${(change.after ?? change.before)?.at}`}
            change={change}
          />
        ))}
      </ul>
      {changesLeft > 0 && <p>{words.changesLeft(changesLeft)}</p>}
      <small>{words.notReplayed}</small>
    </>
  );
};

/** What another value would have done to the messages of the last days. */
export const Preview = ({
  settingKey,
  value,
}: {
  readonly settingKey: SettingKey;
  readonly value: Readonly<Record<string, unknown>>;
}) => {
  const words = useWords(whenWords);
  const query = useQuery(settingPreviewQuery(settingKey, value));
  const isMissing = query.error instanceof Refusal && query.error.status === 404;
  return (
    <section className={styles.preview} aria-live="polite">
      <h3>{words.preview}</h3>
      {isMissing ? (
        <p>{words.noPreview}</p>
      ) : (
        <Shown query={query} rows={3}>
          {(preview) => <Found preview={preview} />}
        </Shown>
      )}
    </section>
  );
};
