import type { Instant } from '#shared/domain/instant.ts';

/** A month's report to an owner. */
export interface MonthlyReportKey {
  readonly agencyId: string;
  /** `YYYY-MM`. */
  readonly month: string;
  readonly memberId: string;
}

/** Which owner was mailed a month's report. */
export interface MonthlyReports {
  /**
   * Leases it to one sender. False: it was sent or refused, another one is sending it, or they have
   * left.
   */
  claim(key: MonthlyReportKey, now: Instant, leaseUntil: Instant): Promise<boolean>;
  /** Ends it with its outcome; null: it was not sent, and may be claimed again at once. */
  settle(key: MonthlyReportKey, outcome: 'sent' | 'refused' | null, now: Instant): Promise<void>;
}
