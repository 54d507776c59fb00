import { anApi, mistakes } from './harness.ts';
import { booking } from './requests.ts';

describe('booking a trip for who does not fly', () => {
  it('keeps the role, and those who fly', async () => {
    const { south } = await anApi();
    const answer = await south.ask(
      'POST',
      '/trips',
      booking({ clientName: 'Norma Paz', role: 'guardian', passengers: ['RUIZ/TOMAS CHD'] }),
    );
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      role: 'guardian',
      callName: 'Norma',
      passengers: [{ callName: 'Tomas', kind: 'child' }],
      warnings: [],
    });
  });

  it('warns of a follower who did not agree, also where consent must be explicit', async () => {
    const { south } = await anApi();
    await south.ask('PUT', '/settings/notification_preferences', {
      require_explicit_consent: true,
    });
    const answer = await south.ask('POST', '/trips', booking({ role: 'follower' }));
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      role: 'follower',
      warnings: [{ field: 'consent', code: 'follower_without_consent' }],
    });
  });

  it('is refused for a contact who hears of that flight in another role', async () => {
    const { south } = await anApi();
    const first = await south.ask('POST', '/trips', booking());
    const again = await south.ask(
      'POST',
      '/trips',
      booking({ clientName: 'Beto', passengers: ['Beto'], role: 'guide' }),
    );
    expect([again.status, again.json['tripId']]).toEqual([409, first.json['id']]);
  });

  it('is refused in a role that there is not', async () => {
    const { south } = await anApi();
    const answer = await south.ask('POST', '/trips', booking({ role: 'aunt' }));
    expect(answer.status).toBe(422);
    expect(mistakes(answer).join()).toContain('role');
  });
});
