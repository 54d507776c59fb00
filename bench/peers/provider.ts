import { createTwilioContents } from '#shared/adapters/twilio/contents.ts';
import { createTwilioSender } from '#shared/adapters/twilio/sender.ts';
import { createTemplateDirectory } from '#shared/adapters/twilio/template-directory.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { WorkerSettings } from './workload.ts';

/** The provider's client, the same for every contender: our Twilio adapter. */
export const openProvider = async (settings: WorkerSettings, clock: Clock) => {
  const account = {
    accountSid: settings.accountSid,
    authToken: settings.authToken,
    baseUrl: settings.twilioUrl,
  };
  const directory = createTemplateDirectory(createTwilioContents(account), clock);
  await directory.templateStates();
  // Nothing listens on port 9: callbacks are not part of the workload.
  const statusCallbackUrl = (id: string): string => `http://127.0.0.1:9/status/${id}`;
  return {
    templates: directory,
    sender: createTwilioSender({
      ...account,
      clock,
      contentSid: directory.contentSid,
      statusCallbackUrl,
    }),
  };
};
