import type { Schemas } from '../api/client.ts';
import type { IconName } from './icon.tsx';

type Role = Schemas['Me']['role'];

/** The pages of the navigation, in its order; `key` follows `g`. */
const pages = [
  { name: 'now', to: '/now', icon: 'now', key: 'n', isForLimited: false },
  { name: 'inbox', to: '/inbox', icon: 'inbox', key: 'i', isForLimited: false },
  { name: 'board', to: '/board', icon: 'board', key: 'b', isForLimited: false },
  { name: 'journeys', to: '/journeys', icon: 'journeys', key: 'j', isForLimited: true },
  { name: 'groups', to: '/groups', icon: 'groups', key: 'g', isForLimited: true },
  { name: 'people', to: '/people', icon: 'people', key: 'p', isForLimited: false },
  { name: 'import', to: '/import', icon: 'import', key: 'm', isForLimited: false },
  { name: 'reports', to: '/reports', icon: 'reports', key: 'r', isForLimited: false },
  { name: 'settings', to: '/settings', icon: 'settings', key: 's', isForLimited: false },
] as const satisfies readonly {
  readonly name: string;
  readonly to: string;
  readonly icon: IconName;
  readonly key: string;
  readonly isForLimited: boolean;
}[];

/** The parts of the settings, in their order; the first one has no name in the address. */
const settingsParts = [
  'agency',
  'members',
  'when',
  'sending',
  'knowledge',
  'places',
  'whatsapp',
  'developers',
  'privacy',
  'usage',
] as const;
/** What only an owner may read. */
const ownersOnly: readonly string[] = ['developers'];

/** The parts of the settings that somebody of a role sees. */
export const settingsPartsFor = (role: Role | undefined) =>
  settingsParts.filter((part) => role === 'owner' || !ownersOnly.includes(part));

/** What the address of a part of the settings says beside its path. */
export const searchOfPart = (part: (typeof settingsParts)[number]) =>
  part === 'agency' ? {} : { part };

/** The pages that somebody of a role sees. */
export const pagesFor = (role: Role) =>
  pages.filter(({ isForLimited }) => role !== 'limited' || isForLimited);
