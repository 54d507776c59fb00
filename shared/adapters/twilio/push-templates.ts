import type { Locale } from '#shared/domain/locale.ts';
import {
  friendlyName,
  type Template,
  templates,
  whatsappLanguage,
} from '#shared/templates/catalogue.ts';
import { samplesOf } from '#shared/templates/samples.ts';
import { choiceContents } from './choice-contents.ts';
import {
  type Content,
  type ContentTypes,
  contentRequest,
  type NewContent,
  type TwilioContents,
} from './contents.ts';

/** What to do about one template of an account. */
export interface TemplatePlan {
  readonly template: string;
  readonly locale: Locale;
  readonly friendlyName: string;
  /**
   * - `create`: it does not exist there.
   * - `request-approval`: it exists, but its approval was not requested.
   * - `none`: approved, or requested.
   * - `rejected`: WhatsApp refused it.
   * - `changed`: its text there differs; it needs a new version.
   */
  readonly action: 'create' | 'request-approval' | 'none' | 'rejected' | 'changed';
  readonly contentSid: string | null;
  readonly detail: string;
}

/** A text, with a button below it where there is one. */
const typesOf = ({ body, button }: Template): ContentTypes =>
  button === null
    ? { 'twilio/text': { body } }
    : {
        'twilio/quick-reply': {
          body,
          actions: [{ type: 'QUICK_REPLY', title: button, id: button }],
        },
      };

const newContent = (template: Template): NewContent => ({
  friendlyName: friendlyName(template.name, template.locale),
  language: whatsappLanguage[template.locale],
  types: typesOf(template),
  samples: samplesOf(template),
});

const planOf = (template: Template, content: Content | undefined): TemplatePlan => {
  const plan = (action: TemplatePlan['action'], detail: string): TemplatePlan => ({
    template: template.name,
    locale: template.locale,
    friendlyName: friendlyName(template.name, template.locale),
    action,
    contentSid: content?.sid ?? null,
    detail,
  });
  if (!content) return plan('create', '');
  if (content.body !== template.body)
    return plan('changed', 'the text there is another one: count up its version');
  if (content.approval === 'unsubmitted') return plan('request-approval', '');
  if (content.approval === 'rejected') return plan('rejected', content.rejection);
  return plan(
    'none',
    content.approval === 'approved' && content.category && content.category !== 'UTILITY'
      ? `approved as ${content.category}`
      : content.approval,
  );
};

/** Compares our templates with those of the account. */
export const planTemplates = async (contents: TwilioContents): Promise<readonly TemplatePlan[]> => {
  const byName = new Map((await contents.list()).map((content) => [content.friendlyName, content]));
  return templates.map((template) =>
    planOf(template, byName.get(friendlyName(template.name, template.locale))),
  );
};

/**
 * Creates missing templates and requests their approval. Existing ones are not changed, so it can
 * be repeated at any time. `report` is called after each template.
 */
export const pushTemplates = async (
  contents: TwilioContents,
  plans: readonly TemplatePlan[],
  report: (plan: TemplatePlan) => void = () => {},
): Promise<void> => {
  for (const plan of plans) {
    const template = templates.find(
      ({ name, locale }) => name === plan.template && locale === plan.locale,
    );
    if (!template || (plan.action !== 'create' && plan.action !== 'request-approval')) continue;
    const sid = plan.contentSid ?? (await contents.create(newContent(template)));
    await contents.requestApproval(sid, plan.friendlyName);
    report({ ...plan, contentSid: sid });
  }
};

/** Everything that is created, as `POST /v1/Content` takes it: for an account that has it all. */
export const allContents = (): readonly ReturnType<typeof contentRequest>[] =>
  [...templates.map(newContent), ...choiceContents].map(contentRequest);

/** The contents with answers to tap that the account does not have yet. */
export const missingChoices = async (contents: TwilioContents): Promise<readonly NewContent[]> => {
  const names = new Set((await contents.list()).map(({ friendlyName: name }) => name));
  return choiceContents.filter(({ friendlyName: name }) => !names.has(name));
};

/** Creates them; nobody has to approve what is sent inside the 24-hour window alone. */
export const pushChoices = async (
  contents: TwilioContents,
  missing: readonly NewContent[],
  report: (name: string, sid: string) => void = () => {},
): Promise<void> => {
  for (const content of missing) report(content.friendlyName, await contents.create(content));
};
