import { listInbound } from '../inbound-list.ts';
import { closeConnections } from '../transport.ts';
import { parseInbound } from '../webhooks.ts';
import { json, startStub } from './stub.ts';

const accountSid = `AC${'1'.repeat(32)}`;
const path = `/2010-04-01/Accounts/${accountSid}`;
const sender = 'whatsapp:+5491155550000';
const traveller = 'whatsapp:+5491155550101';
const sid = (n: number) => `SM${String(n).repeat(32)}`;
const message = (sid: string, at: string, over: object = {}) => ({
  sid,
  direction: 'inbound',
  from: traveller,
  to: sender,
  body: `words of ${sid}`,
  num_media: '0',
  subresource_uris: { media: `/2010-04-01/Accounts/${accountSid}/Messages/${sid}/Media.json` },
  date_created: at,
  ...over,
});

describe('the list of what travellers wrote', () => {
  afterEach(closeConnections);

  it('is made of webhooks as Twilio sends them, since an instant, oldest first', async () => {
    const pages = [
      {
        messages: [
          message(sid(4), 'Mon, 01 Mar 2027 12:30:00 +0000', { num_media: '1', body: null }),
          message(sid(3), 'Mon, 01 Mar 2027 12:20:00 +0000', { direction: 'outbound-api' }),
        ],
        next_page_uri: `/2010-04-01/Accounts/${accountSid}/Messages.json?Page=1&PageToken=PA3`,
      },
      {
        messages: [
          message(sid(2), 'Mon, 01 Mar 2027 12:10:00 +0000'),
          message(sid(1), 'Mon, 01 Mar 2027 11:59:59 +0000'),
        ],
        next_page_uri: `/2010-04-01/Accounts/${accountSid}/Messages.json?Page=2`,
      },
    ];
    const stub = await startStub(({ path, query }, response) =>
      json(
        response,
        200,
        path.endsWith('/Media.json')
          ? {
              media_list: [
                {
                  uri: path.replace(/^.*(\/2010.*)Media.json$/, '$1Media/ME1.json'),
                  content_type: 'image/jpeg',
                },
              ],
            }
          : pages[Number(query['Page'] ?? 0)],
      ),
    );
    const forms = await listInbound(
      { accountSid, authToken: 'the-token', baseUrl: stub.url },
      { to: sender, since: '2027-03-01T12:00:00.000Z' },
    );
    await stub.close();
    expect(forms.map((form) => parseInbound(form))).toMatchObject([
      { providerId: sid(2), phone: '+5491155550101', text: `words of ${sid(2)}`, media: [] },
      {
        providerId: sid(4),
        media: [
          {
            url: `https://api.twilio.com${path}/Messages/${sid(4)}/Media/ME1`,
            contentType: 'image/jpeg',
          },
        ],
      },
    ]);
  });
});
