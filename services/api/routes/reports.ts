import { z } from 'zod';
import { seeingOwnOf } from '#shared/acting.ts';
import { localDate } from '#shared/domain/local-time.ts';
import { type ReportName, reportNames, reports } from '#shared/domain/reports.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import { addDays } from '#shared/domain/stay.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { csvOf } from '../domain/csv-rows.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';

const longestDays = 366;

const query = z.strictObject({
  from: z.iso.date().optional().describe('The first day; default: the first of that month.'),
  to: z.iso.date().optional().describe('The last day, which is part of it; default: today.'),
  format: z.enum(['json', 'csv']).default('json'),
});

const outOfOrder = (parameter: string, code: string, message: string) =>
  new Problem('invalid-request', 'There is no report of these days.', {
    errors: [{ parameter, code, message }],
  });

/** Reports of an agency, each as JSON and as a file for spreadsheets. */
export const reportRoutes = ({
  reports: source,
  agencyDesk,
  desk,
  clock,
}: Pick<ApiDependencies, 'reports' | 'agencyDesk' | 'desk' | 'clock'>): readonly Route[] => {
  const route = (name: ReportName): Route => {
    const { summary, description, row } = reports[name];
    return agencyRoute(
      'read',
      {
        method: 'GET',
        path: `/reports/${name}`,
        tag: 'Reports',
        summary,
        description: `${description} Days are those of the agency’s zone.`,
        query,
        responses: {
          200: {
            description: 'The rows, or with `format=csv` a file of them.',
            schema: z.object({
              from: z.iso.date(),
              to: z.iso.date(),
              zone: z.string().describe('Whose days are meant.'),
              items: z.array(row as z.ZodType),
            }),
          },
        },
        problems: ['invalid-request'],
      },
      async ({ caller: { agencyId }, query: { from: first, to: last, format } }) => {
        const [profile, stored] = await Promise.all([
          agencyDesk.agencyProfile(agencyId),
          desk.settings(agencyId),
        ]);
        const zone = profile.zone ?? 'UTC';
        const to = last ?? localDate(clock.now(), zone);
        const from = first ?? `${to.slice(0, 8)}01`;
        if (from > to) throw outOfOrder('from', 'after_to', 'must not be after `to`');
        if (addDays(from, longestDays) <= to)
          throw outOfOrder('from', 'too_long', `must be within ${longestDays} days of \`to\``);
        // Figures of the agency, which name nobody: everybody is shown the same.
        const items = await seeingOwnOf(null, () =>
          source.read(name, {
            agencyId,
            from,
            to,
            zone,
            quiet: effectiveSettings(stored).quiet_hours,
          }),
        );
        return format === 'json'
          ? json({ from, to, zone, items })
          : new Response(csvOf(Object.keys(row.shape), items), {
              headers: {
                'content-type': 'text/csv; charset=utf-8',
                'content-disposition': `attachment; filename="${name}-${from}-${to}.csv"`,
              },
            });
      },
    );
  };
  return reportNames.map(route);
};
