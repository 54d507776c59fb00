import { createSupabaseDocumentStore } from '#shared/adapters/supabase/document-store.ts';
import { createTwilioMedia } from '#shared/adapters/twilio/media.ts';
import type { DocumentStore } from '#shared/ports/document-store.ts';
import type { InboundMedia } from '#shared/ports/inbound-media.ts';
import { type Deployment, requireConfig } from './deployment.ts';

/** Files of a deployment: what travellers send, and where documents are kept. */
export const deployedFiles = ({
  configuration,
  clock,
}: Deployment): { readonly documents: DocumentStore; readonly media: InboundMedia } => {
  const { url, key, jwtSecret } = requireConfig(configuration.supabase, 'the data API');
  return {
    documents: createSupabaseDocumentStore({ url, apiKey: key, jwtSecret, clock }),
    media: createTwilioMedia(requireConfig(configuration.twilio, 'Twilio')),
  };
};
