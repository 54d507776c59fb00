import { parseArgs } from 'node:util';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { accountOfSender } from '#shared/adapters/twilio/accounts.ts';
import { listInbound } from '#shared/adapters/twilio/inbound-list.ts';
import { accessOf, requireConfig } from '#shared/composition/access.ts';
import { readConfiguration } from '#shared/config.ts';
import { Instant } from '#shared/domain/instant.ts';

/**
 * `npm run reconcile:inbound -- --since INSTANT --to +NUMBER [--to …] [--dry-run]`, with
 * TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL: after an outage of the edge, posts the
 * webhooks again of all that travellers have written since, from Twilio's own list. What had come
 * is known by its MessageSid, and is not taken twice. A sender that TWILIO_ACCOUNTS lists is asked
 * for in its own account.
 */
const { values } = parseArgs({
  options: {
    since: { type: 'string' },
    to: { type: 'string', multiple: true, default: [] },
    'dry-run': { type: 'boolean', default: false },
  },
});
const since = Instant.safeParse(values.since);
if (!since.success || values.to.length === 0) {
  process.stderr.write(
    'since when, and to which senders? npm run reconcile:inbound -- ' +
      '--since 2027-03-01T12:00:00.000Z --to +5491155550100 [--dry-run]\n',
  );
  process.exit(1);
}
const twilio = requireConfig(
  accessOf(readConfiguration(process.env)).twilio,
  'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL',
);
const url = `${twilio.publicBaseUrl.replace(/\/$/, '')}/webhooks/twilio`;
let refused = 0;
for (const sender of values.to) {
  const account = accountOfSender(twilio, sender);
  const forms = await listInbound(account, { to: `whatsapp:${sender}`, since: since.data });
  process.stdout.write(`${sender}: ${forms.length} messages\n`);
  for (const form of values['dry-run'] ? [] : forms) {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': getExpectedTwilioSignature(account.authToken, url, { ...form }),
      },
      body: new URLSearchParams(form).toString(),
      signal: AbortSignal.timeout(20_000),
    }).catch(() => null);
    if (response?.ok !== true) refused += 1;
  }
}
process.stdout.write(refused === 0 ? 'all were taken\n' : `${refused} were not taken: repeat\n`);
process.exitCode = refused === 0 ? 0 : 1;
