import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { meQuery } from '../../api/queries.ts';
import { Page } from '../../parts/page.tsx';
import { searchOfPart, settingsPartsFor } from '../../parts/page-list.ts';
import { Tabs } from '../../parts/tabs.tsx';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import { shellWords } from '../../words/shell.ts';
import { AgencyPart } from './agency.tsx';
import { KeysPart } from './keys.tsx';
import { KnowledgePart } from './knowledge.tsx';
import { MembersPart } from './members.tsx';
import { NumbersPart } from './numbers.tsx';
import { PlacesPart } from './places.tsx';
import { PrivacyPart } from './privacy.tsx';
import { SendingPart } from './sending.tsx';
import { type FieldGroup, SettingForm } from './setting-form.tsx';
import styles from './settings.module.css';
import { TemplatesPart } from './templates.tsx';
import { UsagePart } from './usage.tsx';
import { WebhooksPart } from './webhooks.tsx';

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
  const role = useQuery(meQuery).data?.role;
  const isOwner = role === 'owner';
  const shown = settingsPartsFor(role);
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
            search: searchOfPart(one),
          }))}
        />
      }
    >
      <div className={styles.part}>
        {!isOwner && !['knowledge', 'places', 'sending', 'whatsapp'].includes(part) && (
          <p>{words.ownerOnly}</p>
        )}
        {part === 'agency' && <AgencyPart isOwner={isOwner} />}
        {part === 'members' && <MembersPart isOwner={isOwner} />}
        {part === 'when' && <SettingForm groups={whenGroups} isOwner={isOwner} />}
        {part === 'knowledge' && (
          <>
            <KnowledgePart />
            <SettingForm groups={['assistant']} isOwner={isOwner} />
          </>
        )}
        {part === 'places' && <PlacesPart />}
        {part === 'sending' && <SendingPart />}
        {part === 'whatsapp' && <TemplatesPart />}
        {part === 'developers' && (
          <>
            <h2>{words.keysTitle}</h2>
            <KeysPart />
            <WebhooksPart />
            <NumbersPart />
          </>
        )}
        {part === 'privacy' && <PrivacyPart isOwner={isOwner} />}
        {part === 'usage' && <UsagePart isOwner={isOwner} />}
      </div>
    </Page>
  );
};
