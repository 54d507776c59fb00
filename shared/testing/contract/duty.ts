import { randomUUID } from 'node:crypto';
import { DutyRoster } from '#shared/domain/duty-roster.ts';
import { effectKey } from '#shared/domain/effect-key.ts';
import { day, type Instant, plus } from '#shared/domain/instant.ts';
import { passengerOf } from '#shared/domain/passenger.ts';
import type { StaffMember } from '#shared/domain/staff.ts';
import type { TurnCommit } from '#shared/ports/actor-store.ts';
import { aBooking, aMoment, aPhone } from '../builders.ts';
import { emittedBy, hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

const aMember = (over: Partial<StaffMember> = {}): StaffMember => ({
  id: randomUUID(),
  name: 'Lucía',
  email: 'lucia@agency.example',
  role: 'duty',
  phone: aPhone(),
  consentedAt: aMoment,
  languages: ['es', 'pt'],
  ...over,
});

/** What the duty desk is decided on, what it records, and what its members answer. */
export const describeDuty = (subject: () => StoreUnderTest): void => {
  describe('the duty desk', () => {
    const opened = async () => {
      const scene = await Scene.open(subject());
      const members = [aMember(), aMember({ name: 'Olga', role: 'owner', phone: null })];
      const [lucia, olga] = members;
      if (!lucia || !olga) throw new Error('there should be two');
      const monday = [{ from: '00:00', to: '24:00', first: lucia.id, second: olga.id }];
      const roster = DutyRoster.parse({ monday });
      await subject().setStaff(scene.agency.id, members, roster);
      return { scene, lucia, olga, roster };
    };
    const load = async ({ agency }: Scene, at: Instant | null = null) => {
      const { duty } = await subject().store.load({
        agent: 'duty-desk',
        actorId: agency.id,
        eventId: randomUUID(),
        agencyId: agency.id,
        tripId: null,
        conversation: null,
        flightKey: null,
        duty: { day: at },
        timerKind: null,
      });
      if (!duty) throw new Error('expected the context of the desk');
      return duty;
    };
    const happens = (scene: Scene, kind: 'cancelled' | 'long_delay' | 'call', now = aMoment) =>
      scene.turn({
        now,
        tasks: [{ op: 'open', kind, tripId: scene.trip.id, reason: 'why', facts: {} }],
      });
    const only = async (scene: Scene): Promise<string> =>
      (await load(scene)).incidents[0]?.id ?? 'there is no incident';
    const alertOf = (scene: Scene, incidentId: string, { id, phone }: StaffMember) => {
      const key = effectKey(incidentId, 'duty_alert', 1, `${aMoment}:${id}`);
      const part: Partial<TurnCommit> = {
        records: [
          {
            kind: 'duty_alert',
            incidentId,
            alert: 'asked',
            number: 1,
            asked: [{ memberId: id, key, phone }],
          },
        ],
        effects: [
          scene.effect({ key, tripId: null, type: 'duty_alert', to: phone ?? '', critical: true }),
        ],
      };
      return { key, part };
    };
    const writes = (scene: Scene, phone: string | null, text: string, quotes?: string) =>
      subject().desk.receiveInbound({
        sender: scene.agency.sender,
        phone: phone ?? '',
        providerId: `SM${randomUUID()}`,
        text,
        media: [],
        quotes: quotes ?? null,
        now: later(5 * minute),
      });
    const answered = async (scene: Scene) =>
      (await emittedBy(subject())).flatMap((event) =>
        event.type === 'StaffAnswered' && event.agencyId === scene.agency.id ? [event.data] : [],
      );

    it('is decided on who works there, the roster, and the incidents to ask about', async () => {
      const { scene, lucia, olga, roster } = await opened();
      await happens(scene, 'cancelled');
      expect(await load(scene)).toMatchObject({
        agency: { id: scene.agency.id, languages: [] },
        roster,
        members: [lucia, olga],
        incidents: [
          {
            kind: 'flight',
            state: 'open',
            severity: 'urgent',
            urgentFrom: null,
            people: 1,
            kinds: ['cancelled'],
            alert: null,
            flight: {
              number: scene.trip.flightNumber,
              origin: scene.trip.originIata,
              destination: scene.trip.destinationIata,
            },
          },
        ],
        messages: [],
        day: null,
      });
    });

    it('sees no incident that neither is urgent nor will be by time', async () => {
      const { scene } = await opened();
      await happens(scene, 'long_delay');
      expect((await load(scene)).incidents).toEqual([]);
    });

    it('knows what waits and what to watch on a day', async () => {
      const { scene } = await opened();
      const departure = Date.parse(scene.trip.departure);
      const ahead = (ms: number): Instant => new Date(departure - ms).toISOString();
      await happens(scene, 'long_delay');
      expect((await load(scene, ahead(day / 2))).day).toEqual({
        ...{ urgent: 0, normal: 1, tight: 0, unreached: 0, unmatched: 0, drafts: 0 },
      });
      await happens(scene, 'call');
      expect((await load(scene, ahead(day / 2))).day).toMatchObject({ urgent: 1, unreached: 1 });
      expect((await load(scene, ahead(2 * day))).day).toMatchObject({ urgent: 1, unreached: 0 });
    });

    it('keeps whom it asked, and sends while nobody has the incident', async () => {
      const { scene, lucia } = await opened();
      await happens(scene, 'cancelled');
      const { key, part } = alertOf(scene, await only(scene), lucia);
      const [claimed] = await scene.turn(part);
      expect(claimed).toMatchObject({ type: 'duty_alert', to: lucia.phone });
      expect(await load(scene)).toMatchObject({
        incidents: [{ alert: 'asked' }],
        messages: [{ key, status: 'SENDING' }],
      });
    });

    it('sends no alert any more once the incident is over', async () => {
      const { scene, lucia } = await opened();
      await happens(scene, 'cancelled');
      const { part } = alertOf(scene, await only(scene), lucia);
      await scene.turn({
        tasks: [
          { op: 'close', kind: 'cancelled', tripId: scene.trip.id, reason: 'flight_reinstated' },
        ],
      });
      expect(await scene.turn(part)).toEqual([]);
    });

    it.each([
      ['its number', '1'],
      ['the words of the button', 'Lo tomo'],
    ])('has the incident claimed by %s, once, with its tasks', async (_, text) => {
      const { scene, lucia } = await opened();
      await happens(scene, 'cancelled');
      const incidentId = await only(scene);
      await scene.turn(alertOf(scene, incidentId, lucia).part);
      await writes(scene, lucia.phone, text);
      expect(await answered(scene)).toEqual([
        { incidentId, memberId: lucia.id, outcome: 'claimed' },
      ]);
      expect((await load(scene)).incidents).toMatchObject([
        { state: 'claimed', owner: { id: lucia.id, name: 'Lucía' }, claimedAt: later(5 * minute) },
      ]);
      expect((await scene.context()).tasks).toMatchObject([{ state: 'claimed' }]);
      await writes(scene, lucia.phone, text);
      expect(await answered(scene)).toHaveLength(1);
      const conversations = await subject().conversations.conversations(scene.agency.id, {
        limit: 10,
      });
      expect(conversations.map(({ phone }) => phone)).toEqual([lucia.phone]);
    });

    it('takes what quotes an alert for its own, and nothing that quotes another', async () => {
      const { scene, lucia } = await opened();
      await happens(scene, 'cancelled');
      const [claimed] = await scene.turn(alertOf(scene, await only(scene), lucia).part);
      if (!claimed) throw new Error('the alert should be sent');
      const sid = `SM${randomUUID()}`;
      await scene.sent(claimed, aMoment, sid);
      await writes(scene, lucia.phone, '1', `SM${randomUUID()}`);
      expect(await answered(scene)).toEqual([]);
      await writes(scene, lucia.phone, 'which flight?', sid);
      await writes(scene, lucia.phone, '1', sid);
      expect((await answered(scene)).map(({ outcome }) => outcome).sort()).toEqual([
        'claimed',
        'unclear',
      ]);
    });

    /** A call to a member that is claimed, and the incident that it is about. */
    const aCall = async (scene: Scene, { id, phone }: StaffMember) => {
      await happens(scene, 'cancelled');
      const incidentId = await only(scene);
      const key = effectKey(incidentId, 'duty_call', 1, `${aMoment}:${id}`);
      const content = { kind: 'call', text: 'Para tomarlo, tecla 1.', language: 'es' } as const;
      const claimed = await scene.turn({
        records: [{ kind: 'duty_calls', incidentId, calls: [{ memberId: id, key }] }],
        effects: [scene.effect({ key, tripId: null, type: 'duty_call', to: phone ?? '', content })],
      });
      return { incidentId, key, content, call: claimed[0] };
    };
    const presses = (callId: string | undefined) =>
      subject().desk.answerCall({ callId: callId ?? '', now: later(5 * minute) });

    it('makes a call while nobody has the incident, and keeps it with the incident', async () => {
      const { scene, lucia } = await opened();
      const { incidentId, key, content, call } = await aCall(scene, lucia);
      expect(call).toMatchObject({ type: 'duty_call', to: lucia.phone, content });
      expect(await load(scene)).toMatchObject({ messages: [{ key, status: 'SENDING' }] });
      const found = await subject().incidents.get(scene.agency.id, incidentId);
      expect(found?.calls).toEqual([
        { at: aMoment, to: 'Lucía', status: 'SENDING', answeredAt: null },
      ]);
    });

    it('makes no call any more once somebody has the incident', async () => {
      const { scene, lucia } = await opened();
      await happens(scene, 'cancelled');
      const incidentId = await only(scene);
      const by = { id: null, name: 'Eva' };
      await subject().incidents.move(scene.agency.id, incidentId, {
        ...{ act: 'claim', steal: false, by, now: aMoment },
      });
      const key = effectKey(incidentId, 'duty_call', 1, `${aMoment}:${lucia.id}`);
      const content = { kind: 'call', text: 'Para tomarlo, tecla 1.', language: 'es' } as const;
      const claimed = await scene.turn({
        records: [{ kind: 'duty_calls', incidentId, calls: [{ memberId: lucia.id, key }] }],
        effects: [
          scene.effect({ key, tripId: null, type: 'duty_call', to: lucia.phone ?? '', content }),
        ],
      });
      expect(claimed).toEqual([]);
    });

    it('has the incident claimed by the digit of a call, however often it comes', async () => {
      const { scene, lucia } = await opened();
      const { incidentId, call } = await aCall(scene, lucia);
      const taken = {
        ...{ outcome: 'claimed', owner: 'Lucía', since: later(5 * minute) },
        zone: scene.agency.zone ?? null,
      };
      expect(await presses(call?.id)).toEqual(taken);
      const found = () => subject().incidents.get(scene.agency.id, incidentId);
      expect(await found()).toMatchObject({
        ...{ state: 'claimed', owner: { id: lucia.id }, claimedAt: later(5 * minute) },
        calls: [{ answeredAt: later(5 * minute) }],
      });
      const by = { id: lucia.id, name: 'Lucía' };
      await subject().incidents.move(scene.agency.id, incidentId, {
        ...{ act: 'release', by, now: later(6 * minute) },
      });
      expect(await presses(call?.id)).toMatchObject({ outcome: 'claimed', owner: null });
      expect(await found()).toMatchObject({ state: 'open' });
    });

    it('knows no call that it did not make', async () => {
      expect(await presses(randomUUID())).toBeNull();
    });

    it('says when time has made an incident urgent, and not before', async () => {
      const { scene } = await opened();
      const child = await subject().desk.book(
        aBooking(scene.agency.id, { passengers: [passengerOf('RUIZ/TOMAS CHD')] }),
      );
      if (child.kind !== 'booked') throw new Error('it should be booked');
      const { id: tripId, departure } = child.trip;
      await scene.turn({
        tasks: [{ op: 'open', kind: 'long_delay', tripId, reason: 'why', facts: {} }],
      });
      const urgentFrom = plus(departure, -3 * hour);
      const [incident] = (await load(scene)).incidents;
      expect(incident).toMatchObject({ severity: 'normal', minors: 1, urgentFrom });
      const records = [{ kind: 'incident_urgent', incidentId: incident?.id ?? '' }] as const;
      const severity = async () => (await load(scene)).incidents[0]?.severity;
      await scene.turn({ now: plus(urgentFrom, -minute), records });
      expect(await severity()).toBe('normal');
      await scene.turn({ now: urgentFrom, records });
      await scene.turn({ now: plus(urgentFrom, minute), records });
      expect(await severity()).toBe('urgent');
      const said = (await emittedBy(subject())).filter(
        ({ type, agencyId }) => type === 'IncidentWorsened' && agencyId === scene.agency.id,
      );
      expect(said.map(({ time }) => time)).toEqual([urgentFrom]);
    });
  });
};
