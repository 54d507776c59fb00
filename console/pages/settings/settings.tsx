import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { meQuery } from '../../api/queries.ts';
import { Page } from '../../parts/page.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import { shellWords } from '../../words/shell.ts';
import { AgencyPart } from './agency.tsx';
import { KeysPart } from './keys.tsx';
import { KnowledgePart } from './knowledge.tsx';
import { MembersPart } from './members.tsx';
import { PlacesPart } from './places.tsx';
import { type FieldGroup, SettingForm } from './setting-form.tsx';
import styles from './settings.module.css';

const parts = ['agency', 'members', 'when', 'knowledge', 'places', 'keys'] as const;

const whenGroups: readonly FieldGroup[] = [
  'night',
  'before',
  'delays',
  'connections',
  'arrival',
  'whom',
  'failing',
];

/** How the agency shows itself, who works there, and what the assistant may say for it. */
export const Settings = () => {
  const words = useWords(settingsWords);
  const shell = useWords(shellWords);
  const search = useSearch({ from: '/shell/settings' });
  const isOwner = useQuery(meQuery).data?.role === 'owner';
  const shown = parts.filter((part) => isOwner || part !== 'keys');
  const part = shown.find((one) => one === search.part) ?? 'agency';
  return (
    <Page
      title={shell.pages.settings}
      actions={
        <Tabs
          label={words.partNames}
          chosen={part}
          tabs={shown.map((one) => ({
            id: one,
            label: words.parts[one],
            search: { part: one === 'agency' ? undefined : one },
          }))}
        />
      }
    >
      <div className={styles.part}>
        {!isOwner && part !== 'knowledge' && part !== 'places' && <p>{words.ownerOnly}</p>}
        {part === 'agency' && <AgencyPart isOwner={isOwner} />}
        {part === 'members' && <MembersPart isOwner={isOwner} />}
        {part === 'when' && <SettingForm groups={whenGroups} isOwner={isOwner} />}
        {part === 'knowledge' && <KnowledgePart />}
        {part === 'places' && <PlacesPart />}
        {part === 'keys' && <KeysPart />}
      </div>
    </Page>
  );
};
