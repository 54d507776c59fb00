import { apiSpec, describeWithSpecs } from '#shared/testing/openapi.ts';
import { accountSid, body, twilioWorld } from './worlds.ts';

const template = {
  friendly_name: 'boarding_with_gate',
  language: 'es',
  variables: { '1': 'BA820', '2': 'B22' },
  types: { 'twilio/text': { body: 'Su vuelo {{1}} embarca por la puerta {{2}} ahora.' } },
};

describeWithSpecs('the phone simulator speaks Twilio as Twilio describes it', () => {
  const messages = apiSpec('twilio_api_v2010.json');
  const content = apiSpec('twilio_content_v1.json');
  const path = '/2010-04-01/Accounts/{AccountSid}/Messages.json';
  const json = (sent: object): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(sent),
  });

  test('when a message is made, found and listed', async () => {
    const world = twilioWorld();
    await world.sim.receive({
      from: '+5491155550100',
      to: '+541155550000',
      body: 'Hola',
      media: [{ url: 'https://example.com/a.png', contentType: 'image/png' }],
    });
    const made = await world.send({ Body: 'Buen viaje', MediaUrl: 'https://example.com/pass.pdf' });
    const message = await body(made);
    expect(made.status).toBe(201);
    expect(messages.response('post', path, 201)(message)).toEqual([]);
    await world.reaches(message.sid, 'delivered');
    expect(
      messages.response(
        'get',
        path,
        200,
      )(await body(world.api(`${world.messagesPath}?PageSize=1`))),
    ).toEqual([]);
    const one = await body(
      world.api(`/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}.json`),
    );
    expect(
      messages.response('get', '/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json', 200)(one),
    ).toEqual([]);
    world.sim.close();
  });

  test('when a call is made and listed', async () => {
    const world = twilioWorld();
    const callsPath = '/2010-04-01/Accounts/{AccountSid}/Calls.json';
    const ours = `/2010-04-01/Accounts/${accountSid}/Calls.json`;
    const form = {
      ...{ To: '+5491155550110', From: '+541155550090' },
      Twiml: '<Response><Say>Hola</Say></Response>',
    };
    const made = await world.api(ours, { method: 'POST', body: new URLSearchParams(form) });
    expect(made.status).toBe(201);
    expect(messages.response('post', callsPath, 201)(await body(made))).toEqual([]);
    expect(messages.response('get', callsPath, 200)(await body(world.api(ours)))).toEqual([]);
    world.sim.close();
  });

  test('when a template is made, found, listed and approved', async () => {
    const world = twilioWorld();
    expect(content.request('post', '/v1/Content')(template)).toEqual([]);
    const made = await body(world.api('/v1/Content', json(template)));
    expect(content.response('post', '/v1/Content', 201)(made)).toEqual([]);
    expect(
      content.response('get', '/v1/Content', 200)(await body(world.api('/v1/Content?PageSize=10'))),
    ).toEqual([]);
    expect(
      content.response(
        'get',
        '/v1/ContentAndApprovals',
        200,
      )(await body(world.api('/v1/ContentAndApprovals'))),
    ).toEqual([]);
    expect(
      content.response(
        'get',
        '/v1/Content/{Sid}',
        200,
      )(await body(world.api(`/v1/Content/${made.sid}`))),
    ).toEqual([]);
    const asked = await body(
      world.api(
        `/v1/Content/${made.sid}/ApprovalRequests/whatsapp`,
        json({ name: 'boarding_with_gate', category: 'UTILITY' }),
      ),
    );
    expect(
      content.response('post', '/v1/Content/{ContentSid}/ApprovalRequests/whatsapp', 201)(asked),
    ).toEqual([]);
    const approval = await body(world.api(`/v1/Content/${made.sid}/ApprovalRequests`));
    expect(content.response('get', '/v1/Content/{Sid}/ApprovalRequests', 200)(approval)).toEqual(
      [],
    );
    expect(approval.whatsapp.status).toBe('approved');
    world.sim.close();
  });

  test('and a misspelt or malformed field would be noticed', async () => {
    const world = twilioWorld();
    const message = await body(world.send({ Body: 'Hola' }));
    const check = messages.response('post', path, 201);
    expect(check({ ...message, Sid: message.sid })).not.toEqual([]);
    expect(check({ ...message, status: 'gone' })).not.toEqual([]);
    expect(check({ ...message, date_created: '2027-03-03T10:00:00Z' })).not.toEqual([]);
    expect(
      messages.request('post', path)({ To: 'whatsapp:+5491155550100', ContentSID: 'HX' }),
    ).not.toEqual([]);
    world.sim.close();
  });
});
