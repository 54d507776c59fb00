import type { QuietHours } from '#shared/domain/quiet-hours.ts';
import type { ReportName, ReportRow, ReportSpan } from '#shared/domain/reports.ts';

/** What reports are asked for. */
export interface ReportRequest extends ReportSpan {
  readonly agencyId: string;
  /** IANA: whose days are meant. */
  readonly zone: string;
  /** Of the agency, for `wakings`. */
  readonly quiet: QuietHours;
}

/**
 * Reports over what an agency did: aggregates, without anybody's name or number.
 * @example
 * const rows = await reports.read('news', { agencyId, ...daysOf('2027-03'), zone, quiet });
 */
export interface Reports {
  /** Without rows where nothing happened in these days. */
  read<N extends ReportName>(name: N, request: ReportRequest): Promise<readonly ReportRow<N>[]>;
}
