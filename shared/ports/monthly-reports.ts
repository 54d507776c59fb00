import type { Instant } from '#shared/domain/instant.ts';

/** A month's report to an owner. */
export interface MonthlyReportKey {
  readonly agencyId: string;
  /** `YYYY-MM`. */
  readonly month: string;
  readonly memberId: string;
}

/** What became of it: mailed, refused by their server for good, or there was nothing to say. */
export type MonthlyReportOutcome = 'sent' | 'refused' | 'empty';

/** Which owner was mailed a month's report. */
export interface MonthlyReports {
  /**
   * Agencies with an owner, there before the month was over, who has not had the report of the last
   * one: from eight in the morning of the first until the tenth, by the clock of each agency.
   */
  due(
    now: Instant,
    limit: number,
  ): Promise<readonly { readonly agencyId: string; readonly month: string }[]>;
  /**
   * Leases it to one sender. False: it was sent or refused, another one is sending it, or they have
   * left.
   */
  claim(key: MonthlyReportKey, now: Instant, leaseUntil: Instant): Promise<boolean>;
  /** Ends it with its outcome; null: it was not sent, and may be claimed again at once. */
  settle(key: MonthlyReportKey, outcome: MonthlyReportOutcome | null, now: Instant): Promise<void>;
}
