import { z } from 'zod';
import { FlightKey } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { LeftOut, longestNotice, NoticeTexts } from '#shared/domain/notice.ts';
import { Language } from '#shared/domain/trip.ts';
import type { NoticeRow, NoticeTarget } from '#shared/ports/notices.ts';
import { isPlausible } from './domain/storable.ts';
import { singleLine } from './routes/filters.ts';
import { SendingView } from './routes/sending.ts';

const text = z.string().trim().min(1).max(longestNotice);
const airportCode = z.string().regex(/^[A-Z]{3}$/);
const bound = Instant.refine(isPlausible);
const Target = z
  .strictObject({
    contactIds: z.array(z.uuid()).min(1).max(200).optional(),
    journeyId: z.uuid().optional(),
    flightKey: FlightKey.optional(),
    group: singleLine(200).optional().describe('Its name; those who are not back yet.'),
    filter: z
      .strictObject({
        from: bound.describe('Departures from then on.'),
        to: bound.describe('And before then.'),
        originIata: airportCode.optional(),
        destinationIata: airportCode.optional(),
      })
      .optional(),
  })
  .transform((to, context): NoticeTarget => {
    const named = Object.entries(to).filter(([, value]) => value !== undefined);
    const { contactIds, journeyId, flightKey, group, filter } = to;
    const target: NoticeTarget | null =
      named.length !== 1
        ? null
        : contactIds
          ? { contactIds }
          : journeyId !== undefined
            ? { journeyId }
            : flightKey !== undefined
              ? { flightKey }
              : group !== undefined
                ? { group }
                : filter
                  ? { filter }
                  : null;
    if (target === null)
      context.addIssue({
        code: 'custom',
        message: 'must name one of contactIds, journeyId, flightKey, group and filter',
        params: { code: 'one_of' },
      });
    return target ?? z.NEVER;
  });
/** Whom to write to, and what. */
export const NewNotice = z.strictObject({
  to: Target,
  text: text.optional().describe('For all languages that `texts` has not.'),
  texts: z.partialRecord(Language, text).optional().describe('By language.'),
});

const Window = z.enum(['open', 'closed']);
/** What would be sent to whom. */
export const Preview = z
  .object({
    previewId: z.uuid(),
    expiresAt: Instant.describe('Until then it may be confirmed.'),
    count: z.int().describe('How many people are written to, each once.'),
    needsCount: z
      .boolean()
      .describe('So many that their number is to be typed, or a second member confirms.'),
    sending: SendingView.describe('In `test` it goes to phones of your staff.'),
    versions: z
      .array(
        z.object({
          language: Language,
          window: Window.describe('`open`: free text; `closed`: in the template `agency_notice`.'),
          count: z.int(),
          text: z.string().describe('As they will read it.'),
        }),
      )
      .describe('What is sent, by language and window.'),
    recipients: z.array(
      z.object({ contactId: z.uuid(), name: z.string(), language: Language, window: Window }),
    ),
    leftOut: z.array(z.object({ contactId: z.uuid(), name: z.string(), why: LeftOut })),
    allowance: z.object({ perDay: z.int(), used: z.int(), left: z.int() }),
  })
  .meta({ id: 'NoticePreview', description: 'What would be sent to whom; nothing is sent yet.' });

const Counts = z.object({
  total: z.int(),
  waiting: z.int(),
  sent: z.int().describe('Accepted; delivered and read ones too.'),
  delivered: z.int(),
  read: z.int(),
  failed: z.int(),
  notSent: z.int().describe('Stopped, or kept back for a reason.'),
});
/** What was written to many, and how far it is. */
export const Notice = z
  .object({
    id: z.uuid(),
    state: z.enum(['previewed', 'sending', 'stopped', 'done']),
    texts: NoticeTexts,
    previewedBy: z.string(),
    confirmedBy: z.string().nullable(),
    confirmedAt: Instant.nullable(),
    stoppedBy: z.string().nullable(),
    stoppedAt: Instant.nullable(),
    counts: Counts,
    recipients: z.array(
      z.object({
        contactId: z.uuid(),
        name: z.string().nullable(),
        language: Language,
        tripId: z.uuid().nullable(),
        state: z.enum(['waiting', 'sent', 'delivered', 'read', 'failed', 'not_sent']),
        reason: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Notice', description: 'What was written to many, and how far it is.' });

type Recipient = NoticeRow['recipients'][number];
type RecipientState = z.output<typeof Notice>['recipients'][number]['state'];

const stateOf = ({ status, providerStatus }: Recipient, isStopped: boolean): RecipientState => {
  switch (status) {
    case 'SENT':
      return providerStatus === 'read' || providerStatus === 'delivered' ? providerStatus : 'sent';
    case 'FAILED':
      return 'failed';
    case 'DROPPED':
      return 'not_sent';
    case 'SENDING':
    case 'UNKNOWN':
      return 'waiting';
    // What was not out when it was stopped is dropped as its turn comes, if it was entered at all.
    case 'PENDING':
    case null:
      return isStopped ? 'not_sent' : 'waiting';
  }
};

/** A notice as the API answers it. */
export const noticeView = (row: NoticeRow): z.input<typeof Notice> => {
  const { id, texts, previewedBy, confirmedBy, confirmedAt, stoppedBy, stoppedAt } = row;
  const isStopped = stoppedAt !== null;
  const recipients = row.recipients.map((recipient) => {
    const { contactId, name, language, tripId, reason } = recipient;
    const state = stateOf(recipient, isStopped);
    const why = reason ?? (isStopped && state === 'not_sent' ? 'stopped' : null);
    return { contactId, name, language, tripId, reason: why, state };
  });
  const count = (...states: readonly RecipientState[]): number =>
    recipients.filter(({ state }) => states.includes(state)).length;
  return {
    ...{ id, texts, previewedBy, confirmedBy, confirmedAt, stoppedBy, stoppedAt, recipients },
    state:
      confirmedAt === null
        ? 'previewed'
        : isStopped
          ? 'stopped'
          : count('waiting') > 0
            ? 'sending'
            : 'done',
    counts: {
      total: recipients.length,
      waiting: count('waiting'),
      sent: count('sent', 'delivered', 'read'),
      delivered: count('delivered', 'read'),
      read: count('read'),
      failed: count('failed'),
      notSent: count('not_sent'),
    },
  };
};

/** Whether free text may be sent. */
export const windowOf = (isOpen: boolean): z.input<typeof Window> => (isOpen ? 'open' : 'closed');
