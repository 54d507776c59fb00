import type { LinkOptions } from '#shared/domain/itinerary-link.ts';
import { type Deployment, needed } from './deployment.ts';

/** What a deployment makes links to itineraries with; links to documents are Supabase's own. */
export const deployedLinks = ({ configuration }: Deployment): LinkOptions => ({
  secret: needed(configuration.linkSecret, 'LINK_SECRET'),
  publicBaseUrl: needed(configuration.publicBaseUrl, 'PUBLIC_BASE_URL'),
});
