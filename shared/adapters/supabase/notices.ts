import { z } from 'zod';
import { mostRecipients, NoticeCandidate } from '#shared/domain/notice.ts';
import { NoticeRow, type Notices, SendNoticeResult } from '#shared/ports/notices.ts';
import type { Rpc } from './rpc.ts';

/** `Notices` by functions of the data API. */
export const createNotices = (rpc: Rpc): Notices => ({
  candidates: (agencyId, target, now) =>
    rpc(
      'notice_candidates',
      { target, at: now, at_most: mostRecipients + 1 },
      agencyId,
      z.array(NoticeCandidate),
    ),
  putNotice: ({ agencyId, ...notice }) => rpc('put_notice', { notice }, agencyId, NoticeRow),
  notice: (agencyId, notice) => rpc('get_notice', { notice }, agencyId, NoticeRow.nullable()),
  sendNotice: ({ agencyId, ...request }) =>
    rpc('send_notice', { request }, agencyId, SendNoticeResult),
  stopNotice: (agencyId, notice, by, now) =>
    rpc('stop_notice', { notice, by_whom: by, at: now }, agencyId, NoticeRow.nullable()),
});
