import { epoch, type Instant, minute } from '#shared/domain/instant.ts';
import type { Locale } from '#shared/domain/locale.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { friendlyName, templates } from '#shared/templates/catalogue.ts';
import { choiceContents } from './choice-contents.ts';
import type { ApprovalStatus, Content, TwilioContents } from './contents.ts';

/** One of our templates, as it stands at WhatsApp. */
export interface TemplateState {
  readonly template: string;
  readonly locale: Locale;
  readonly contentSid: string | null;
  readonly approval: ApprovalStatus | 'missing';
  /** The category that WhatsApp assigned: other than UTILITY must not be sent unasked. */
  readonly category: string;
  readonly usable: boolean;
}

/** The content sids and approvals of our templates on one account. */
export interface TemplateDirectory {
  /** What `TemplateStates` says for the senders of this account. */
  unusable(): readonly string[];
  /**
   * The content sid from the latest reading; null where the template cannot be sent.
   * @throws ServiceUnavailable where nothing has been read yet.
   */
  contentSid(template: string, locale: Locale): Promise<string | null>;
  /**
   * The sid of a content with answers to tap, which needs no approval, by its friendly name; null:
   * the account has none, or it was refused since the latest reading.
   * @throws ServiceUnavailable where nothing has been read yet.
   */
  choiceSid(name: string): Promise<string | null>;
  /** Takes such a content for unusable until the next reading. */
  markChoiceRefused(name: string): void;
  /** Takes a template that WhatsApp has refused for unusable until the next reading. */
  markRefused(template: string, locale: Locale): void;
  /** Reads the states of all our templates again. */
  templateStates(): Promise<readonly TemplateState[]>;
}

/** How long a reading is used: a template that cannot be sent is not asked for again before. */
export const templatesFreshMs = 10 * minute;

const stateOf = (template: string, locale: Locale, content: Content | undefined): TemplateState => {
  const approval = content?.approval ?? 'missing';
  const category = content?.category ?? '';
  return {
    template,
    locale,
    contentSid: content?.sid ?? null,
    approval,
    category,
    usable: approval === 'approved' && (category === '' || category === 'UTILITY'),
  };
};

/**
 * Reads the directory from the Content API and keeps it for ten minutes. If reading fails, the old
 * one stays.
 */
export const createTemplateDirectory = (
  contents: TwilioContents,
  clock: Clock,
): TemplateDirectory => {
  let states: ReadonlyMap<string, TemplateState> | null = null;
  let choiceSids: ReadonlyMap<string, string> = new Map();
  let readAt: Instant | null = null;
  let reading: Promise<ReadonlyMap<string, TemplateState>> | null = null;

  const read = async (): Promise<ReadonlyMap<string, TemplateState>> => {
    const byName = new Map(
      (await contents.list()).map((content) => [content.friendlyName, content]),
    );
    states = new Map(
      templates.map(({ name, locale }) => {
        const key = friendlyName(name, locale);
        return [key, stateOf(name, locale, byName.get(key))];
      }),
    );
    choiceSids = new Map(
      choiceContents.flatMap(({ friendlyName: name }) => {
        const sid = byName.get(name)?.sid;
        return sid === undefined ? [] : [[name, sid] as const];
      }),
    );
    readAt = clock.now();
    return states;
  };
  const refresh = (): Promise<ReadonlyMap<string, TemplateState>> => {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  };
  const currentStates = async (): Promise<ReadonlyMap<string, TemplateState>> => {
    if (states && readAt && epoch(clock.now()) - epoch(readAt) < templatesFreshMs) return states;
    return refresh().catch((error: unknown) => {
      if (states) return states;
      throw error;
    });
  };

  return {
    async contentSid(template, locale) {
      const state = (await currentStates()).get(friendlyName(template, locale));
      return state?.usable ? state.contentSid : null;
    },
    async choiceSid(name) {
      await currentStates();
      return choiceSids.get(name) ?? null;
    },
    markChoiceRefused(name) {
      choiceSids = new Map([...choiceSids].filter(([other]) => other !== name));
    },
    unusable: () =>
      [...(states?.values() ?? [])]
        .filter(({ usable }) => !usable)
        .map(({ template, locale }) => friendlyName(template, locale)),
    markRefused(template, locale) {
      const key = friendlyName(template, locale);
      const state = states?.get(key);
      if (states && state) states = new Map(states).set(key, { ...state, usable: false });
    },
    async templateStates() {
      return [...(await refresh()).values()];
    },
  };
};
