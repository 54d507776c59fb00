import { describeError } from '#shared/actor/describe-error.ts';
import { minute, plus } from '#shared/domain/instant.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import type { Language } from '#shared/domain/trip.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { AgencyDesk } from '#shared/ports/agency-desk.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Log } from '#shared/ports/log.ts';
import type { Members } from '#shared/ports/members.ts';
import type { MonthlyReports } from '#shared/ports/monthly-reports.ts';
import type { Reports } from '#shared/ports/reports.ts';
import type { StaffMail } from '#shared/ports/staff-mail.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { hasHappened, type MonthFacts, type MonthOf, readMonth } from './month-facts.ts';
import { reportHtml, reportText } from './report-mail.ts';
import { reportsUrl, type WrittenReport, writeReport } from './sections.ts';
import { reportWords } from './words.ts';

/** What reports are read from. */
export interface MonthSource extends AgencyDesk, Pick<TripDesk, 'settings'> {
  readonly reports: Reports;
}

/** What reports are mailed with. */
export interface MonthlyReportDependencies {
  readonly store: MonthSource & {
    readonly members: Pick<Members, 'list'>;
    readonly monthlyReports: MonthlyReports;
  };
  readonly mail: StaffMail;
  /** Where members work, without a slash at its end. */
  readonly consoleUrl: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** A report, ready to be mailed or shown. */
export interface ReadyReport {
  readonly facts: MonthFacts;
  readonly written: WrittenReport;
  readonly text: string;
  readonly html: string;
}

/** Twice as long as a mail may take, and then some. */
const leaseMs = 15 * minute;
const atOnce = 100;

/** The report of an agency's month in its language, whether anything happened or not. */
export const reportOf = async (
  store: MonthSource,
  { agencyId, month }: { readonly agencyId: string; readonly month: string },
  consoleUrl: string,
): Promise<ReadyReport> => {
  const { name: agencyName, zone, languages } = await store.agencyProfile(agencyId);
  const { quiet_hours: quiet } = effectiveSettings(await store.settings(agencyId));
  const of: MonthOf = { agencyId, agencyName, month, zone: zone ?? 'UTC', quiet };
  const facts = await readMonth(store.reports, of);
  const language: Language = languages[0] ?? 'es';
  const written = writeReport(facts, reportWords[language], of.zone);
  const url = reportsUrl(consoleUrl, month);
  return {
    facts,
    written,
    text: reportText(written, url),
    html: await reportHtml(written, { language, url }),
  };
};

/**
 * Mails the reports of the month that is over to the owners who have not had them, each once. What
 * cannot be sent now is left to the next run. A process that dies in the middle of a mail leaves it
 * to one a quarter of an hour later, with the same Message-ID. Answers how many were sent.
 */
export const sendMonthlyReports = async (
  { store, mail, consoleUrl, clock, log }: MonthlyReportDependencies,
  mayGoOn: () => boolean = () => true,
): Promise<number> => {
  const { monthlyReports, members } = store;
  const mailed = async (agencyId: string, month: string): Promise<number> => {
    let ready: ReadyReport | null = null;
    let sent = 0;
    for (const { id: memberId, role, leftAt, email } of await members.list(agencyId)) {
      if (role !== 'owner' || leftAt !== null || !mayGoOn()) continue;
      const key = { agencyId, month, memberId };
      const now = clock.now();
      if (!(await monthlyReports.claim(key, now, plus(now, leaseMs)))) continue;
      let outcome: 'sent' | 'refused' | 'empty' | null = null;
      try {
        ready ??= await reportOf(store, key, consoleUrl);
        const { facts, written, text, html } = ready;
        outcome = hasHappened(facts)
          ? await mail.send({
              to: email,
              subject: written.subject,
              text,
              html,
              key: `report/${month}/${memberId}`,
            })
          : 'empty';
      } catch (error) {
        if (!(error instanceof ServiceUnavailable)) throw error;
        log.warn('a monthly report was not mailed', { agencyId, provider: error.service });
      } finally {
        await monthlyReports.settle(key, outcome, clock.now());
      }
      if (outcome === 'sent') sent += 1;
    }
    return sent;
  };

  let sent = 0;
  const tried = new Set<string>();
  while (mayGoOn()) {
    const due = (await monthlyReports.due(clock.now(), atOnce + tried.size)).filter(
      ({ agencyId }) => !tried.has(agencyId),
    );
    if (due.length === 0) break;
    for (const { agencyId, month } of due) {
      if (!mayGoOn()) break;
      tried.add(agencyId);
      try {
        sent += await mailed(agencyId, month);
      } catch (error) {
        log.error('a monthly report failed', { agencyId, error: describeError(error) });
      }
    }
  }
  if (sent > 0) log.info('monthly reports were mailed', { count: sent });
  return sent;
};
