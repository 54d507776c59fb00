import { basicAuthorization, type TwilioAccount } from './account.ts';
import { isAuthentic, ourNumber, type WebhookParams } from './webhooks.ts';

/** An account, with the tokens that may sign its webhooks. */
export interface SigningAccount extends TwilioAccount {
  readonly tokens: readonly string[];
}

/** The account that all numbers are of, but those that are listed with other accounts. */
export interface TwilioAccounts extends SigningAccount {
  readonly others: readonly (SigningAccount & { readonly senders: readonly string[] })[];
}

/** The account that a number (E.164) sends from. */
export const accountOfSender = (accounts: TwilioAccounts, sender: string): SigningAccount =>
  accounts.others.find(({ senders }) => senders.includes(sender)) ?? accounts;

/** The account of a SID; null: none of ours. */
const accountOfSid = (accounts: TwilioAccounts, sid: string): SigningAccount | null =>
  [accounts, ...accounts.others].find(({ accountSid }) => accountSid === sid) ?? null;

/** Makes one thing for each account, at its first use, and finds it by the number that sends. */
export const forEachAccount = <T>(
  accounts: TwilioAccounts,
  make: (account: SigningAccount) => T,
): ((sender: string) => T) => {
  const made = new Map<SigningAccount, { readonly thing: T }>();
  return (sender) => {
    const account = accountOfSender(accounts, sender);
    const known = made.get(account) ?? { thing: make(account) };
    made.set(account, known);
    return known.thing;
  };
};

/**
 * The credentials for an address of Twilio's API, which names its account; those of the first where
 * it names none of ours.
 */
export const authorizationFor = (accounts: TwilioAccounts, { pathname }: URL): string => {
  const sid = /\/Accounts\/(AC[0-9a-fA-F]{32})\//.exec(pathname)?.[1] ?? '';
  return basicAuthorization(accountOfSid(accounts, sid) ?? accounts);
};

/**
 * Whether the account that a webhook names signed it, and the number of ours that it is about is of
 * that account: whoever has the token of one account can say nothing about numbers of others.
 */
export const isFromItsAccount = (
  accounts: TwilioAccounts,
  webhook: {
    readonly url: string;
    readonly params: WebhookParams;
    readonly signature: string | null | undefined;
  },
): boolean => {
  const sid = [webhook.params['AccountSid'] ?? accounts.accountSid].flat()[0] ?? '';
  const account = accountOfSid(accounts, sid);
  if (account === null) return false;
  const sender = ourNumber(webhook.params);
  return (
    (sender === null || accountOfSender(accounts, sender) === account) &&
    isAuthentic({ ...webhook, tokens: account.tokens })
  );
};
