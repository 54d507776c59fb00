import type { LinkOptions } from '#shared/domain/itinerary-link.ts';
import { type Deployment, requireConfig } from './deployment.ts';

/** What a deployment makes links to itineraries with; links to documents are Supabase's own. */
export const deployedLinks = ({ configuration }: Deployment): LinkOptions => ({
  secret: requireConfig(configuration.linkSecret, 'LINK_SECRET'),
  publicBaseUrl: requireConfig(configuration.publicBaseUrl, 'PUBLIC_BASE_URL'),
});
