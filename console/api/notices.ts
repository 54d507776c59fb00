import { queryOptions } from '@tanstack/react-query';
import { answer, api, Refusal, type Schemas } from './client.ts';

/** Whom a message is to, as an address says it: all of one of them, or of a flight some. */
export interface MessageTo {
  /** A flight as it stands in an address; with `state` or `contacts` some of its people. */
  readonly flight?: string | undefined;
  readonly state?: string | undefined;
  readonly journey?: string | undefined;
  /** The name of a group. */
  readonly group?: string | undefined;
  /** Ids, with commas between. */
  readonly contacts?: string | undefined;
}

/** What would be sent to whom. */
export type NoticePreview = Schemas['NoticePreview'];
/** What was written to many, and how far it is. */
export type Notice = Schemas['Notice'];
/** Whom the API is asked to write to. */
export type NoticeTarget =
  | { readonly contactIds: string[] }
  | { readonly journeyId: string }
  | { readonly flightKey: string }
  | { readonly group: string };
/** Words by language; under `any` for all languages that have none. */
export type NoticeTexts = Readonly<Record<'any' | 'es' | 'en' | 'pt', string>>;

/** Asks who would read what; nothing is sent. */
export const previewNotice = (to: NoticeTarget, texts: NoticeTexts): Promise<NoticePreview> => {
  const { any, ...byLanguage } = Object.fromEntries(
    Object.entries(texts).flatMap(([language, text]) =>
      text.trim() === '' ? [] : [[language, text.trim()]],
    ),
  );
  return answer(
    api.POST('/messages/preview', {
      body: { to, texts: byLanguage, ...(any !== undefined && { text: any }) },
    }),
  );
};

/** Sends what was previewed, once. Many are confirmed by their number. */
export const sendNotice = (previewId: string, confirmCount: string): Promise<Notice> =>
  answer(
    api.POST('/messages', {
      body: {
        previewId,
        confirm: true,
        ...(confirmCount.trim() !== '' && { confirmCount: Number(confirmCount) }),
      },
    }),
  );

/** Keeps back what has not gone out yet. */
export const stopNotice = (id: string): Promise<Notice> =>
  answer(api.POST('/messages/{id}/stop', { params: { path: { id } } }));

/** While it goes out nothing tells of it but itself. */
const lookEveryMs = 2_000;

/** What was written to many. */
export const noticeQuery = (id: string) =>
  queryOptions({
    queryKey: ['notice', id],
    queryFn: () => answer(api.GET('/messages/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state: { data } }) => (data?.state === 'sending' ? lookEveryMs : false),
  });

/** Why a preview cannot be sent any more: it expired, or others are meant than it showed. */
export interface Stale {
  readonly why: 'expired' | 'changed';
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

const idsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];

/** What is another since the preview, where that is why it was refused. */
export const staleOf = (error: unknown): Stale | null => {
  if (!(error instanceof Refusal) || error.kind !== 'preview-stale') return null;
  const { added, removed, changed } = Object(error.problem['difference']);
  return {
    why: error.problem['why'] === 'expired' ? 'expired' : 'changed',
    added: idsOf(added),
    removed: idsOf(removed),
    changed: idsOf(changed),
  };
};
