import {
  accountedBeforeMs,
  appearsWithinMs,
  isArrival,
  isProviderFailure,
  mostWaitingTried,
  ProviderStatus,
  pairDelayMs,
  providerRanks,
  reconcileLeaseMs,
  sendLeases,
  suspensionPauseMs,
} from '#shared/domain/delivery.ts';
import { earthRadiusKm } from '#shared/domain/distance.ts';
import {
  incidentKindOf,
  peopleSteps,
  toldByCall,
  unreachedBy,
  urgentBefore,
} from '#shared/domain/incident.ts';
import { second } from '#shared/domain/instant.ts';
import { recentMessagesLimit, windowClosedCode } from '#shared/domain/message.ts';
import { typesThat } from '#shared/domain/message-types.ts';
import {
  firstSweepPauseMs,
  longestSweepPauseMs,
  publishGraceMs,
  relayLeaseMs,
  scheduledWithinMs,
  sweepsCounted,
  timerGraceMs,
} from '#shared/domain/overdue.ts';
import { nearbyKm } from '#shared/domain/place.ts';
import { agencyBurstShare, senderRate } from '#shared/domain/rates.ts';
import { heldWordsLifeMs, SendingState } from '#shared/domain/sending.ts';
import { messagesPerMinute } from '#shared/domain/settings.ts';
import {
  failuresOfAnAilingEndpoint,
  webhookLease,
  webhookPatience,
  webhooksAtOnce,
} from '#shared/domain/webhook.ts';

/** A rule as a database function of schema `rules`; it reads no rows. */
interface SqlRule {
  readonly name: string;
  readonly parameters?: string;
  readonly returns: 'boolean' | 'integer' | 'interval' | 'text';
  readonly body: string;
  readonly comment: string;
}

const interval = (ms: number): string => `interval '${ms / second} seconds'`;
/** Quoted, separated by commas, three in a line. */
const quotedList = (names: readonly string[]): string =>
  names
    .map((name, n) => `${n > 0 && n % 3 === 0 ? '\n    ' : ''}'${name}'`)
    .join(', ')
    .replaceAll(', \n', ',\n');
const statusesThat = (matches: (status: ProviderStatus) => boolean): string =>
  quotedList(ProviderStatus.options.filter(matches));

const rules: readonly SqlRule[] = [
  {
    name: 'alerts_agency_on_failure',
    parameters: 'message_type text',
    returns: 'boolean',
    body: `message_type in (${quotedList(typesThat((type) => type.alertsAgencyOnFailure))})`,
    comment: 'Whether the agency hears of such a message where it does not get through.',
  },
  {
    name: 'is_conversational',
    parameters: 'message_type text',
    returns: 'boolean',
    body: `message_type in (${quotedList(typesThat((type) => type.conversational))})`,
    comment: 'Whether such a message answers what was said in a conversation.',
  },
  {
    name: 'is_sent_after_withdrawal',
    parameters: 'message_type text',
    returns: 'boolean',
    body: `message_type in (${quotedList(typesThat((type) => type.sentAfterWithdrawal))})`,
    comment: 'Whether such a message is sent although its trip was withdrawn.',
  },
  {
    name: 'is_held_by_takeover',
    parameters: 'message_type text',
    returns: 'boolean',
    body: `message_type in (${quotedList(typesThat((type) => type.heldByTakeover))})`,
    comment: 'Whether such a message is dropped while a person has the conversation.',
  },
  {
    name: 'is_for_staff',
    parameters: 'message_type text',
    returns: 'boolean',
    body: `message_type in (${quotedList(typesThat((type) => type.forStaff))})`,
    comment: 'Whether such a message is for somebody of the agency, and in no conversation.',
  },
  {
    name: 'is_written_by_person',
    parameters: 'message_type text',
    returns: 'boolean',
    body: `message_type in (${quotedList(typesThat((type) => type.writtenByPerson))})`,
    comment: 'Whether such a message holds the words of a person of the agency.',
  },
  {
    name: 'is_braked',
    parameters: 'message_type text, state text',
    returns: 'boolean',
    body: [
      "state <> 'live'",
      `and message_type not in (${quotedList(typesThat((type) => type.forStaff))})`,
      "and not (state = 'shadow'",
      `and message_type in (${quotedList(typesThat((type) => type.writtenByPerson))}))`,
    ].join('\n    '),
    comment: 'Whether a state of sending holds for such a message.',
  },
  {
    name: 'sending_rank',
    parameters: 'state text',
    returns: 'integer',
    body: `case state\n${SendingState.options
      .map((state, rank) => `    when '${state}' then ${rank}\n`)
      .join('')}    else 0 end`,
    comment: 'How strict a state of sending is: the strictest decides.',
  },
  {
    name: 'held_words_life',
    returns: 'interval',
    body: interval(heldWordsLifeMs),
    comment: 'Words of a person that a pause held are sent after it within this time.',
  },
  {
    name: 'supersedes',
    parameters: 'later text, failed text',
    returns: 'boolean',
    body: [
      `later in (${quotedList(typesThat((type) => type.supersedes === 'everything'))})`,
      `or later in (${quotedList(typesThat((type) => type.supersedes === 'all but the booking'))})`,
      `and failed not in (${quotedList(typesThat((type) => type.tellsOfBooking))})`,
    ].join('\n    '),
    comment: 'Whether a message that got through makes up for an earlier one that did not.',
  },
  {
    name: 'provider_rank',
    parameters: 'status text',
    returns: 'integer',
    body: `case status\n${ProviderStatus.options
      .map((status) => `    when '${status}' then ${providerRanks[status]}\n`)
      .join('')}    else 0 end`,
    comment: 'How far the provider has come: a status replaces only one of lower rank.',
  },
  {
    name: 'is_provider_failure',
    parameters: 'status text',
    returns: 'boolean',
    body: `coalesce(status in (${statusesThat(isProviderFailure)}), false)`,
    comment: 'Whether the provider has given the message up.',
  },
  {
    name: 'is_arrival',
    parameters: 'status text',
    returns: 'boolean',
    body: `coalesce(status in (${statusesThat(isArrival)}), false)`,
    comment: 'Whether the phone has the message.',
  },
  {
    name: 'incident_kind',
    parameters: 'task_kind text',
    returns: 'text',
    body: `case task_kind\n${Object.entries(incidentKindOf)
      .map(([kind, about]) => `    when '${kind}' then '${about}'\n`)
      .join('')}    end`,
    comment: 'What the tasks of a kind are about.',
  },
  {
    name: 'is_unreached_by',
    parameters: 'task_kind text',
    returns: 'boolean',
    body: `coalesce(task_kind in (${unreachedBy.map((kind) => `'${kind}'`).join(', ')}), false)`,
    comment: 'Whether the traveller of an open task of this kind is to be called.',
  },
  {
    name: 'is_told_by_call',
    parameters: 'task_kind text',
    returns: 'boolean',
    body: `coalesce(task_kind in (${toldByCall.map((kind) => `'${kind}'`).join(', ')}), false)`,
    comment: 'Whether who does a task of this kind told its traveller by telephone.',
  },
  {
    name: 'people_step',
    parameters: 'people integer',
    returns: 'integer',
    body: `width_bucket(people, array[${peopleSteps.join(', ')}])`,
    comment: 'How many are many more: an incident is worse where it comes to a higher step.',
  },
  {
    name: 'urgent_before',
    returns: 'interval',
    body: interval(urgentBefore),
    comment: 'So long before its departure an incident with people unreached is urgent.',
  },
  {
    name: 'webhook_patience',
    returns: 'interval',
    body: interval(webhookPatience),
    comment: 'So long an endpoint may fail before it is switched off.',
  },
  {
    name: 'webhook_lease',
    returns: 'interval',
    body: interval(webhookLease),
    comment: 'So long a delivery that a worker has claimed is left to it.',
  },
  {
    name: 'webhooks_at_once',
    returns: 'integer',
    body: String(webhooksAtOnce),
    comment: 'How many deliveries one endpoint gets at a time.',
  },
  {
    name: 'failures_of_an_ailing_endpoint',
    returns: 'integer',
    body: String(failuresOfAnAilingEndpoint),
    comment: 'After so many failures in a row an endpoint gets one delivery at a time.',
  },
  {
    name: 'window_closed_code',
    returns: 'text',
    body: `'${windowClosedCode}'`,
    comment: 'The code of the provider for free text outside the 24-hour window.',
  },
  {
    name: 'send_lease',
    parameters: 'content jsonb',
    returns: 'interval',
    body: `case when content ? 'mediaUrl' then ${interval(sendLeases.mediaLeaseMs)}
    else ${interval(sendLeases.textLeaseMs)} end`,
    comment: 'How long a worker has for the request that sends a message.',
  },
  {
    name: 'reconcile_lease',
    returns: 'interval',
    body: interval(reconcileLeaseMs),
    comment: 'How long a worker has for finding out what became of a message.',
  },
  {
    name: 'appears_within',
    returns: 'interval',
    body: interval(appearsWithinMs),
    comment: 'How long after its lease a message may still appear at the provider.',
  },
  {
    name: 'pair_delay',
    returns: 'interval',
    body: interval(pairDelayMs),
    comment: 'How long after the message under way the next to the same phone is looked at.',
  },
  {
    name: 'suspension_pause',
    returns: 'interval',
    body: interval(suspensionPauseMs),
    comment: 'How long a message of a suspended agency waits until it is looked at again.',
  },
  {
    name: 'most_waiting_tried',
    returns: 'integer',
    body: `${mostWaitingTried}`,
    comment: 'How many messages that wait for a phone are tried in turn once it is free.',
  },
  {
    name: 'accounted_before',
    returns: 'interval',
    body: interval(accountedBeforeMs),
    comment: 'How long before a try messages count that a reconciliation must leave out.',
  },
  {
    name: 'sender_limit',
    returns: 'integer',
    body: `${senderRate.limit}`,
    comment: 'How many messages one number may send in rules.sender_window().',
  },
  {
    name: 'sender_window',
    returns: 'interval',
    body: interval(senderRate.windowMs),
    comment: 'The window of rules.sender_limit().',
  },
  {
    name: 'sender_burst',
    returns: 'integer',
    body: `${senderRate.burst}`,
    comment: 'How many messages one number may send at once.',
  },
  {
    name: 'agency_burst',
    parameters: 'messages_per_minute integer',
    returns: 'integer',
    body: `greatest(messages_per_minute / ${agencyBurstShare}, 1)`,
    comment: 'How many messages an agency may send at once.',
  },
  {
    name: 'messages_per_minute',
    parameters: 'setting numeric',
    returns: 'integer',
    body: [
      `least(greatest(coalesce(setting, ${messagesPerMinute.usual}), ${messagesPerMinute.least}),`,
      `${messagesPerMinute.most})::integer`,
    ].join('\n    '),
    comment: 'The rate of an agency by its setting; null: it has none.',
  },
  {
    name: 'scheduled_within',
    returns: 'interval',
    body: interval(scheduledWithinMs),
    comment: 'How long before it is due a timer gets its schedule on AWS.',
  },
  {
    name: 'timer_grace',
    returns: 'interval',
    body: interval(timerGraceMs),
    comment: 'A timer that is so late was not fired by its schedule.',
  },
  {
    name: 'sweep_pause',
    parameters: 'sweeps integer',
    returns: 'interval',
    body: `least(${interval(firstSweepPauseMs)} * (1 << least(sweeps - 1, ${sweepsCounted})),
    ${interval(longestSweepPauseMs)})`,
    comment: 'How long a timer that was fired so often, and is still there, waits.',
  },
  {
    name: 'publish_grace',
    returns: 'interval',
    body: interval(publishGraceMs),
    comment: 'An event that is so old was not published by whoever committed it.',
  },
  {
    name: 'relay_lease',
    returns: 'interval',
    body: interval(relayLeaseMs),
    comment: 'How long nobody else takes an event that a relay has taken.',
  },
  {
    name: 'recent_messages_limit',
    returns: 'integer',
    body: `${recentMessagesLimit}`,
    comment: 'How many of the last messages whoever talks with a traveller sees.',
  },
  {
    name: 'nearby_km',
    returns: 'integer',
    body: `${nearbyKm}`,
    comment: 'A place so near belongs to the city.',
  },
  {
    name: 'earth_radius_km',
    returns: 'integer',
    body: `${earthRadiusKm}`,
    comment: 'The mean radius of the earth.',
  },
];

const textOf = ({ name, parameters = '', returns, body, comment }: SqlRule): string =>
  `-- Made by \`npm run db:rules\` from shared/domain.
create or replace function rules.${name}(${parameters}) returns ${returns}
language sql immutable parallel safe as $$
  select ${body}
$$;

comment on function rules.${name} is
  '${comment}';
`;

/** The files of supabase/schemas/functions/rules by name, made from shared/domain. */
export const sqlRules = (): ReadonlyMap<string, string> =>
  new Map(rules.map((rule) => [`${rule.name}.sql`, textOf(rule)]));
