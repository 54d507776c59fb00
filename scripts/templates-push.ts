/**
 * Creates our WhatsApp templates on Twilio and requests their approval, and the contents with
 * answers to tap: `npm run templates:push` shows what it would do, `-- --yes` does it. Needs
 * TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN; without them it prints the templates.
 * `-- --account AC…` means an account of TWILIO_ACCOUNTS.
 */
import { parseArgs } from 'node:util';
import { choiceContents } from '#shared/adapters/twilio/choice-contents.ts';
import { createTwilioContents } from '#shared/adapters/twilio/contents.ts';
import {
  missingChoices,
  planTemplates,
  pushChoices,
  pushTemplates,
  type TemplatePlan,
} from '#shared/adapters/twilio/push-templates.ts';
import { variables } from '#shared/config-variables.ts';
import { friendlyName, type Template, templates } from '#shared/templates/catalogue.ts';
import { lintTemplate } from '#shared/templates/lint.ts';
import { preview } from '#shared/templates/samples.ts';

const actionLabels: Readonly<Record<TemplatePlan['action'], string>> = {
  create: 'create, ask for approval',
  'request-approval': 'ask for approval',
  none: 'nothing',
  rejected: 'REJECTED, needs a person',
  changed: 'CHANGED, needs a new version',
};

const show = (plans: readonly TemplatePlan[]): void => {
  const width = Math.max(...plans.map((plan) => plan.friendlyName.length));
  for (const { friendlyName: name, action, detail } of plans)
    console.log(`${name.padEnd(width)}  ${actionLabels[action]}${detail ? `  (${detail})` : ''}`);
};

/** Prints templates as travellers will read them, with an example of every variable. */
const showTexts = (shown: readonly Template[]): void => {
  for (const template of shown)
    console.log(`── ${friendlyName(template.name, template.locale)}\n${preview(template)}\n`);
};

/** The credentials of the account, or of a further one. */
const credentialsOf = (account: string | undefined) => {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_ACCOUNTS } = process.env;
  if (account === undefined)
    return { accountSid: TWILIO_ACCOUNT_SID, authToken: TWILIO_AUTH_TOKEN };
  const { schema, form } = variables.TWILIO_ACCOUNTS;
  const accounts = schema.safeParse(TWILIO_ACCOUNTS ?? '{}');
  if (!accounts.success) throw new Error(`TWILIO_ACCOUNTS should be ${form}`);
  const listed = accounts.data[account];
  if (!listed) throw new Error(`${account} is not in TWILIO_ACCOUNTS`);
  return { accountSid: account, authToken: listed.authToken };
};

const main = async (): Promise<void> => {
  const problems = templates.flatMap((template) =>
    lintTemplate(template).map(
      (problem) => `${friendlyName(template.name, template.locale)}: ${problem}`,
    ),
  );
  if (problems.length > 0) throw new Error(`WhatsApp would refuse:\n${problems.join('\n')}`);
  const {
    values: { account, yes },
  } = parseArgs({ options: { account: { type: 'string' }, yes: { type: 'boolean' } } });
  const { TWILIO_BASE_URL: baseUrl } = process.env;
  const { accountSid, authToken } = credentialsOf(account);
  if (!accountSid || !authToken) {
    showTexts(templates);
    console.log(
      `${templates.length} templates. Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN to compare ` +
        'them with those of that account.',
    );
    return;
  }
  const contents = createTwilioContents({ accountSid, authToken, baseUrl: baseUrl ?? null });
  const plans = await planTemplates(contents);
  show(plans);
  const choices = await missingChoices(contents);
  for (const { friendlyName: name } of choices)
    console.log(`${name}  create, for answers to tap: needs no approval`);
  const todo = plans.filter(({ action }) => action === 'create' || action === 'request-approval');
  const names = new Set(todo.map((plan) => plan.friendlyName));
  showTexts(templates.filter(({ name, locale }) => names.has(friendlyName(name, locale))));
  if (!yes) {
    console.log(
      `\n${todo.length + choices.length} of ${plans.length + choiceContents.length} to do. ` +
        'This was a dry run: nothing was changed. Add --yes to do it.',
    );
    return;
  }
  let doneCount = 0;
  await pushTemplates(contents, todo, (plan) =>
    console.log(`${++doneCount}/${todo.length} ${plan.friendlyName} ${plan.contentSid}`),
  );
  await pushChoices(contents, choices, (name, sid) => console.log(`${name} ${sid}`));
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
