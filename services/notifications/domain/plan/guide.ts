import { earliest, hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { LedgerEntry } from '#shared/domain/message.ts';
import { isQuiet } from '#shared/domain/quiet-hours.ts';
import { isForGuide } from '#shared/templates/third-person.ts';
import type { GroupCounts } from '#shared/templates/words.ts';
import type { FlightNews } from '../flight-assessment.ts';
import { countsAsTold, isOfLeg, toldAt } from '../ledger.ts';
import type { Draft } from '../messages/draft.ts';
import { isSameMoment, momentKey } from '../moment.ts';
import { isToPhone } from '../phone.ts';
import { draftNews, planFlightNews } from './flight-news.ts';
import { groupCounts } from './group-counts.ts';
import { noTimers, type Plan } from './plan-of.ts';
import type { View } from './view.ts';

/** The travellers are told first: the guide hears no sooner than this after the news is known. */
const firstCountMs = 2 * minute;
/** How often those who have not been told yet are counted again. */
const recountMs = minute;
/** So long at most the guide waits for all of them; then their agency hears of those left (§8). */
const settledByMs = 10 * minute;
/** A provider says late that a message was not delivered: so long it is looked at, this often. */
const watchedForMs = hour;
const watchedEveryMs = 5 * minute;

/** What is said of a group in this turn. */
interface GroupPart extends Partial<Pick<Plan, 'settling' | 'suppressions'>> {
  readonly draft?: Draft;
  readonly reconsiderAt?: Instant;
}

/** The news as the guide hears it: a number of people, nobody by name. */
const asCounted = (draft: Draft | undefined, counts: GroupCounts): Draft | undefined =>
  draft === undefined || 'about' in draft.words || !isForGuide(draft.words)
    ? undefined
    : {
        ...draft,
        words: { type: 'guide', about: draft.words, counts },
        told: { ...draft.told, group: counts },
      };

/** News, once those whom it concerns have been told, or the time for that is up. */
const rollUp = (view: View, news: FlightNews): GroupPart => {
  const { context, state, now } = view;
  const { facts } = state;
  if (facts === null || news.type === 'gate_change') return {};
  const about = `${news.type}/${momentKey(facts.departure)}`;
  const since = state.settling?.about === about ? state.settling.since : now;
  const counts = groupCounts(context.group ?? [], news.type, facts);
  const settledBy = plus(since, settledByMs);
  const firstCountAt = plus(since, firstCountMs);
  if (now < firstCountAt || (counts.pending > 0 && now < settledBy))
    return {
      settling: { about, since },
      suppressions: [{ subject: news.type, rule: 'group_is_told_first', until: settledBy }],
      reconsiderAt:
        now < firstCountAt
          ? firstCountAt
          : (earliest(plus(now, recountMs), settledBy) ?? settledBy),
    };
  if (counts.told + counts.toCall === 0) {
    // A provider that was down makes up for it later, and nothing else may wake the guide then.
    const watchedUntil = plus(since, watchedForMs);
    return {
      settling: { about, since },
      suppressions: [{ subject: news.type, rule: 'nobody_was_told', until: null }],
      ...(now < watchedUntil && {
        reconsiderAt: earliest(plus(now, watchedEveryMs), watchedUntil) ?? watchedUntil,
      }),
    };
  }
  const draft = asCounted(draftNews(view, news), counts);
  return {
    settling: { about, since },
    reconsiderAt: plus(now, watchedEveryMs),
    ...(draft ? { draft } : {}),
  };
};

/** The last that the guide was told of the group on this flight, where it is still so. */
const lastRollUp = ({ context, state, settings }: View): LedgerEntry | undefined => {
  const { facts } = state;
  const last = context.ledger.findLast(
    (entry) =>
      entry.told.group !== undefined &&
      isOfLeg(entry, state.leg) &&
      isToPhone(entry, context.trip.whatsapp, state) &&
      countsAsTold(entry, settings.retry_limits.attempts),
  );
  if (last === undefined || facts === null) return undefined;
  const isStillSo =
    last.type === 'cancelled' || last.type === 'diverted'
      ? facts.phase === last.type
      : facts.phase === 'scheduled' &&
        last.told.departure !== undefined &&
        isSameMoment(last.told.departure, facts.departure);
  return isStillSo ? last : undefined;
};

/** The news of a roll-up once more, as it is compared with the ticket. */
const newsOf = (entry: LedgerEntry, { context, state }: View): FlightNews | null => {
  switch (entry.type) {
    case 'cancelled':
    case 'diverted':
    case 'reinstated':
    case 'back_on_time':
    case 'delayed':
      return { type: entry.type };
    case 'departure_moved_earlier':
      return {
        type: entry.type,
        kind:
          state.facts !== null && state.facts.departure < context.trip.departure
            ? 'earlier'
            : 'shrank',
      };
    default:
      return null;
  }
};

/** More are to be called than the guide was told: messages turned out not to arrive. */
const update = (view: View): GroupPart => {
  const { context, state, told, settings, now } = view;
  const { facts } = state;
  const last = lastRollUp(view);
  const before = last?.told.group;
  if (facts === null || last === undefined || before === undefined) return {};
  const watchedUntil = plus(toldAt(last), watchedForMs);
  if (now >= watchedUntil) return {};
  const reconsiderAt = earliest(plus(now, watchedEveryMs), watchedUntil) ?? watchedUntil;
  const news = newsOf(last, view);
  if (news === null || news.type === 'gate_change') return {};
  const counts = groupCounts(context.group ?? [], news.type, facts);
  const isHeldByNight =
    news.type === 'delayed' && isQuiet(now, context.trip.originZone, settings.quiet_hours);
  if (counts.toCall <= before.toCall || isHeldByNight) return { reconsiderAt };
  const asBooked = { ...view, told: { ...told, departure: context.trip.departure } };
  const draft = asCounted(draftNews(asBooked, news), counts);
  if (draft === undefined) return { reconsiderAt };
  // It is no further change of the flight: no pause and no count of delays begins with it.
  const { delay: _, ...said } = draft.told;
  return {
    draft: { ...draft, told: said, content: `${draft.content}/to-call-${counts.toCall}` },
    reconsiderAt,
  };
};

/**
 * What the guide of a group hears (PEOPLE §1): one message for each change of a flight, that says
 * how many of the group know of it and how many are to be called; another one only where more are
 * to be called than was said.
 */
export const planGuide = (view: View): Plan => {
  const { assessment, news, suppressions, reconsiderAt } = planFlightNews(view);
  const part = news ? rollUp(view, news) : update(view);
  const { draft } = part;
  const isUseful = draft && (draft.expiresAt === null || draft.expiresAt > view.now);
  return {
    drafts: isUseful ? [draft] : [],
    suppressions: [...suppressions, ...(part.suppressions ?? [])],
    skipped: [],
    timers: {
      ...noTimers,
      QuietHoursEnded: reconsiderAt,
      HoldEnded: earliest(assessment.holdUntil, part.reconsiderAt),
    },
    assessment,
    isConfirmationWaiting: false,
    settling: part.settling ?? null,
  };
};
