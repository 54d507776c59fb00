import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { day, Instant, plus } from '#shared/domain/instant.ts';
import { MessageType } from '#shared/domain/message.ts';
import { effectiveSettings, settingKeys, settingSchemas } from '#shared/domain/settings.ts';
import type { ReplayedMessage, ReplayedTrip, ReplayTrips } from '#shared/ports/settings-replay.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { messageChanges } from '../domain/preview-difference.ts';
import { fieldErrors, Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { localTime } from '../views.ts';

const mostTrips = 400;
const mostChanges = 200;
/** Contacts that are decided again before anybody else's request has its turn. */
const contactsAtOnce = 4;

/** What cannot be decided again from what is kept, said in every answer. */
const notReplayed = {
  edits: 'The booking is taken as it stands now: what it was before an edit is not kept.',
  failures: 'Every message counts as accepted at once: failures and repetitions are not replayed.',
  opt_outs: 'Who has opted out by now hears nothing in either replay.',
  itineraries: 'Messages about itineraries are left out: when they were ready is not replayed.',
  groups: 'Guides and followers are left out.',
  looks: 'A look at a flight answers with the last change that is kept, whatever it cost then.',
} as const;
const keyNotReplayed = {
  rate_limiting: 'How fast messages leave, and what the model may cost, changes none of them.',
  retry_limits: 'Only failures are retried, and those are not replayed.',
  retention: 'What is kept, and how long, changes no message.',
  feature_flags: 'What the flags turn on is not replayed.',
} as const;

const Shown = z.object({
  at: Instant,
  local: z.string().describe('On the traveller’s clocks.'),
  text: z.string(),
});
const Preview = z
  .object({
    key: z.string(),
    since: Instant,
    until: Instant,
    trips: z.int().describe('Decided again under both settings.'),
    tripsLeft: z.int().describe('Older ones of that while, which were too many.'),
    messages: z.object({ before: z.int(), after: z.int() }),
    counts: z.object({
      gone: z.int(),
      new: z.int(),
      later: z.int(),
      earlier: z.int(),
      reworded: z.int(),
      wakes: z.int(),
    }),
    changes: z.array(
      z.object({
        kind: z.enum(['gone', 'new', 'later', 'earlier', 'reworded']),
        wakes: z
          .boolean()
          .describe('It comes in the quiet hours of now, and did not before, or not at all.'),
        tripId: z.uuid(),
        journeyId: z.uuid(),
        contactName: z.string(),
        type: MessageType,
        before: Shown.nullable(),
        after: Shown.nullable(),
      }),
    ),
    changesLeft: z.int(),
    isCovered: z.boolean().describe('False: a replay cannot show what this setting does.'),
    notReplayed: z.array(z.object({ code: z.string(), message: z.string() })),
  })
  .meta({
    id: 'SettingPreview',
    description: 'What another setting would have done to the messages of the last days.',
  });

const shown = (message: ReplayedMessage | null): z.input<typeof Shown> | null =>
  message && { at: message.at, local: localTime(message.at, message.zone), text: message.text };

/** Decides all trips again, those of one contact on one journey together. */
const replayAll = async (
  replay: ReplayTrips,
  trips: readonly ReplayedTrip[],
  settings: Readonly<Record<string, unknown>>,
  until: Instant,
): Promise<readonly ReplayedMessage[]> => {
  const contacts = Map.groupBy(
    trips,
    ({ context: { trip } }) => `${trip.journeyId} ${trip.contactId}`,
  );
  const messages: ReplayedMessage[] = [];
  let count = 0;
  for (const own of contacts.values()) {
    messages.push(...replay(own, settings, until));
    count += 1;
    if (count % contactsAtOnce === 0) await nextTurn();
  }
  return messages;
};

/** What a setting would have done. */
export const settingsPreviewRoutes = ({
  desk,
  past,
  replayTrips,
  clock,
}: Pick<ApiDependencies, 'desk' | 'past' | 'replayTrips' | 'clock'>): readonly Route[] => [
  agencyRoute(
    'admin',
    {
      method: 'POST',
      path: '/settings/preview',
      tag: 'Settings',
      summary: 'What a setting would have done in the last days',
      description:
        'Decides the trips that left in the last days again, as the setting is and as it ' +
        'would be, from what was recorded of their flights; nothing is sent or changed. ' +
        'Says ' +
        'which messages would be gone, new, later, earlier or worded otherwise, and which ' +
        `would wake somebody. At most ${mostTrips} trips, the latest first.`,
      body: z
        .strictObject({
          key: z.enum(settingKeys),
          value: z.record(z.string(), z.unknown()).describe('As for `PUT /settings/{key}`.'),
          days: z.int().min(1).max(90).default(30),
        })
        .meta({ id: 'SettingPreviewRequest', description: 'A setting to be tried.' }),
      example: { key: 'quiet_hours', value: { start: '21:00', end: '09:00' }, days: 30 },
      responses: { 200: { description: 'What would be otherwise.', schema: Preview } },
      problems: ['malformed-body', 'body-too-large', 'unsupported-media-type', 'invalid-fields'],
    },
    async ({ caller: { agencyId }, body: { key, value, days } }) => {
      const parsed = settingSchemas[key].safeParse(value);
      if (!parsed.success)
        throw new Problem('invalid-fields', 'Some values cannot be accepted.', {
          errors: fieldErrors(parsed.error).map((error) =>
            'pointer' in error ? { ...error, pointer: `#/value${error.pointer.slice(1)}` } : error,
          ),
        });
      const until = clock.now();
      const since = plus(until, -days * day);
      const stored = await desk.settings(agencyId);
      const { trips, left } = await past.replayMaterial(agencyId, {
        since,
        until,
        limit: mostTrips,
      });
      const inWindow = ({ at }: ReplayedMessage) => at >= since;
      const replayed = async (settings: Readonly<Record<string, unknown>>) =>
        (await replayAll(replayTrips, trips, settings, until)).filter(inWindow);
      const before = await replayed(stored);
      const uncovered = key in keyNotReplayed ? Reflect.get(keyNotReplayed, key) : null;
      const after = uncovered === null ? await replayed({ ...stored, [key]: value }) : before;
      const journeyOf = new Map(
        trips.map(({ context: { trip } }) => [trip.id, trip.journeyId] as const),
      );
      const changes = messageChanges(before, after, effectiveSettings(stored).quiet_hours);
      const count = (kind: (typeof changes)[number]['kind']) =>
        changes.filter((change) => change.kind === kind).length;
      return json({
        key,
        since,
        until,
        trips: trips.length,
        tripsLeft: left,
        messages: { before: before.length, after: after.length },
        counts: {
          gone: count('gone'),
          new: count('new'),
          later: count('later'),
          earlier: count('earlier'),
          reworded: count('reworded'),
          wakes: changes.filter(({ wakes }) => wakes).length,
        },
        changes: changes.slice(-mostChanges).map(({ before: old, after: now, ...change }) => ({
          ...change,
          tripId: (now ?? old)?.tripId,
          journeyId: journeyOf.get((now ?? old)?.tripId ?? ''),
          contactName: (now ?? old)?.contactName,
          type: (now ?? old)?.type,
          before: shown(old),
          after: shown(now),
        })),
        changesLeft: Math.max(0, changes.length - mostChanges),
        isCovered: uncovered === null,
        notReplayed: [
          ...(uncovered === null ? [] : [{ code: 'setting', message: uncovered }]),
          ...Object.entries(notReplayed).map(([code, message]) => ({ code, message })),
        ],
      });
    },
  ),
];
