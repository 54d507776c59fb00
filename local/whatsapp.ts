import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { closeConnections } from '#shared/adapters/twilio/transport.ts';
import { type Access, accessOf } from '#shared/composition/access.ts';
import type { Configuration } from '#shared/config.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { persistedSecret } from './persisted-secret.ts';
import { serve } from './simulators/serve.ts';
import { type FailingPhone, failingNumbers } from './simulators/twilio/failing-numbers.ts';
import { ourContents } from './simulators/twilio/our-contents.ts';
import { createTwilioSimulator, type TwilioSimulator } from './simulators/twilio/simulator.ts';

/** The message service: Twilio where there are credentials, else its simulator. */
export interface WhatsAppService {
  readonly access: Pick<Access, 'twilio'>;
  /** Null for the real service. */
  readonly simulator: TwilioSimulator | null;
  /** Of the simulator; the real service has none. */
  readonly failingNumbers: readonly FailingPhone[];
  close(): Promise<void>;
}

interface WhatsAppServiceOptions {
  readonly configuration: Configuration;
  /** The base URL at which the service reaches our webhooks. */
  readonly publicBaseUrl: string;
  readonly dataDir: string;
  readonly clock: Clock;
}

const accountSid = `AC${'5'.repeat(32)}`;

/** Opens the message service that the configuration names; the simulator approves all templates. */
export const openWhatsAppService = async (
  options: WhatsAppServiceOptions,
): Promise<WhatsAppService> => {
  const { configuration, publicBaseUrl, dataDir, clock } = options;
  if (configuration.twilio)
    return {
      access: accessOf({ ...configuration, publicBaseUrl }),
      simulator: null,
      failingNumbers: [],
      close: async () => closeConnections(),
    };
  // Kept over restarts, since callbacks in flight are signed with it.
  const authToken = await persistedSecret(join(dataDir, 'phone-token'), () =>
    randomBytes(24).toString('hex'),
  );
  const simulator = createTwilioSimulator({
    clock,
    accountSid,
    authToken,
    webhookUrl: `${publicBaseUrl}/webhooks/twilio`,
    messagesFile: join(dataDir, 'phone-messages.jsonl'),
    failingNumbers,
  });
  simulator.preload(ourContents());
  const server = await serve(simulator.app, 0);
  return {
    access: {
      twilio: {
        accountSid,
        authToken,
        baseUrl: server.url,
        publicBaseUrl,
        voiceNumbers: configuration.voiceNumbers,
        tokens: [authToken],
        others: [],
      },
    },
    simulator,
    failingNumbers,
    close: async () => {
      simulator.close();
      await server.close();
      closeConnections();
    },
  };
};
