import { z } from 'zod';
import { Locale } from '#shared/domain/locale.ts';
import { friendlyName, templates } from '#shared/templates/catalogue.ts';
import { preview } from '#shared/templates/samples.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { listOf } from '../views.ts';

const TemplateView = z
  .object({
    name: z.string().describe('As WhatsApp knows it.'),
    type: z.string().describe('Of which message; `follower`: of several, for who follows a trip.'),
    locale: Locale,
    text: z.string().describe('As a traveller reads it, filled with an example.'),
    isUsable: z
      .boolean()
      .nullable()
      .describe(
        'False: WhatsApp does not take it from your number at present; another one of the same ' +
          'meaning is sent, or a task opens. Null: not known here.',
      ),
  })
  .meta({ id: 'Template', description: 'What is written outside the window of 24 hours.' });

/** What travellers are written outside the window, and whether WhatsApp takes it. */
export const templateRoutes = ({
  templateStates,
  agencyDesk,
}: Pick<ApiDependencies, 'templateStates' | 'agencyDesk'>): readonly Route[] => [
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/templates',
      tag: 'Settings',
      summary: 'Read the templates',
      description: 'In each language; those of Spanish that say the same with vos are one.',
      responses: { 200: { description: 'All of them.', schema: listOf(TemplateView) } },
      problems: [],
    },
    async ({ caller: { agencyId } }) => {
      const { sender } = await agencyDesk.agencyProfile(agencyId);
      const unusable = templateStates && new Set(templateStates.unusable(sender));
      return json({
        items: templates.map((template): z.input<typeof TemplateView> => {
          const name = friendlyName(template.name, template.locale);
          const { type, locale } = template;
          return {
            ...{ name, type, locale, text: preview(template) },
            isUsable: unusable ? !unusable.has(name) : null,
          };
        }),
      });
    },
  ),
];
