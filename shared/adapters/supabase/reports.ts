import { z } from 'zod';
import {
  messagesUsd,
  type ReportName,
  type ReportRow,
  reportedTypes,
  reports,
} from '#shared/domain/reports.ts';
import type { MonthlyReportKey, MonthlyReports } from '#shared/ports/monthly-reports.ts';
import type { ReportRequest, Reports } from '#shared/ports/reports.ts';
import type { Rpc } from './rpc.ts';

const Cost = z
  .object({
    category: z.enum(['template', 'reply', 'model']),
    purpose: z.string().nullable(),
    count: z.int(),
    costMicros: z.int().nullable(),
  })
  .transform(
    ({ costMicros, ...row }): ReportRow<'cost'> => ({
      ...row,
      usd:
        row.category === 'model' ? (costMicros ?? 0) / 1e6 : messagesUsd(row.category, row.count),
    }),
  );

/** `Reports` by one function of the data API for each. */
export const createReports = (rpc: Rpc): Reports => ({
  read: async <N extends ReportName>(
    name: N,
    { agencyId, from, to, zone, quiet }: ReportRequest,
  ) => {
    const schema: z.ZodType = name === 'cost' ? Cost : reports[name].row;
    const rows = await rpc(
      `report_${name}`,
      {
        span: {
          from,
          to,
          zone,
          quietStart: quiet.start,
          quietEnd: quiet.end,
          ...reportedTypes,
        },
      },
      agencyId,
      z.array(schema),
    );
    // Parsed by the schema of that name.
    return rows as readonly unknown[] as readonly ReportRow<N>[];
  },
});

const dated = ({ month, memberId }: MonthlyReportKey) => ({ month: `${month}-01`, memberId });

/** `MonthlyReports` by functions of the data API. */
export const createMonthlyReports = (rpc: Rpc): MonthlyReports => ({
  due: (now, limit) =>
    rpc(
      'monthly_reports_due',
      { at: now, at_most: limit },
      null,
      z.array(z.object({ agencyId: z.uuid(), month: z.string() })),
    ),
  claim: (key, now, leaseUntil) =>
    rpc(
      'claim_monthly_report',
      { claim: { ...dated(key), at: now, leaseUntil } },
      key.agencyId,
      z.boolean(),
    ),
  settle: async (key, outcome, now) => {
    await rpc(
      'settle_monthly_report',
      { settlement: { ...dated(key), at: now, outcome } },
      key.agencyId,
      z.boolean(),
    );
  },
});
