import { randomUUID } from 'node:crypto';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { PushedReading } from '#shared/events/flights.ts';
import type { InboundMessage } from '#shared/ports/trip-desk.ts';
import {
  aFlightFacts,
  aMoment,
  anAgency,
  aPhone,
  aTripBooked,
  aTurn,
  phoneOf,
} from '../builders.ts';
import { emittedBy, hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

const aReading: PushedReading = {
  status: 'Cancelled',
  cancelled: true,
  diverted: false,
  destinationIata: 'CPH',
  scheduledOut: '2027-03-03T16:20:00.000Z',
  estimatedOut: null,
  actualOut: null,
  scheduledOff: null,
  estimatedOff: null,
  actualOff: null,
  scheduledOn: null,
  estimatedOn: null,
  actualOn: null,
  scheduledIn: null,
  estimatedIn: null,
  actualIn: null,
};

/** What webhooks deliver: travellers’ messages and flight alerts. */
export const describeInbound = (subject: () => StoreUnderTest): void => {
  describe('an inbound message', () => {
    const inbound = (scene: Scene, over: Partial<InboundMessage> = {}) =>
      subject().desk.receiveInbound({
        sender: scene.agency.sender,
        phone: phoneOf(scene.trip),
        providerId: `SM${randomUUID()}`,
        text: 'hola',
        media: [],
        now: later(minute),
        ...over,
      });

    it('is stored and told once, however often it is delivered', async () => {
      const scene = await Scene.open(subject());
      const providerId = `SM${randomUUID()}`;
      const first = await inbound(scene, { providerId });
      const again = await inbound(scene, { providerId });
      expect(first).toEqual({ conversationId: expect.any(String), first: true });
      expect(again).toEqual({ conversationId: first?.conversationId, first: false });
      const events = (await emittedBy(subject())).filter(
        (e) =>
          e.type === 'InboundMessageReceived' && e.data.conversationId === first?.conversationId,
      );
      expect(events).toHaveLength(1);
      expect(events[0]).toMatchObject({ agencyId: scene.agency.id });
      expect(JSON.stringify(events[0])).not.toContain('hola');
    });

    it('is taken with others of a new traveller that come at the same time', async () => {
      const scene = await Scene.open(subject());
      for (const phone of [aPhone(), aPhone(), aPhone(), aPhone(), aPhone()]) {
        const messages = Array.from({ length: 8 }, () => inbound(scene, { phone }));
        const received = await Promise.all(messages);
        expect(new Set(received.map((answer) => answer?.conversationId)).size).toBe(1);
        expect(received.every((answer) => answer?.first)).toBe(true);
      }
    });

    it('that is delivered again later does not open the window for longer', async () => {
      const scene = await Scene.open(subject());
      const providerId = `SM${randomUUID()}`;
      await inbound(scene, { providerId });
      await inbound(scene, { providerId, now: later(hour) });
      expect((await scene.context()).lastInboundAt).toBe(later(minute));
    });

    it('belongs to one conversation per agency and phone', async () => {
      const scene = await Scene.open(subject());
      const a = await inbound(scene);
      const b = await inbound(scene);
      const c = await inbound(scene, { phone: aPhone() });
      expect(b?.conversationId).toBe(a?.conversationId);
      expect(c?.conversationId).not.toBe(a?.conversationId);
    });

    describe('from a number that has several writings', () => {
      /** As WhatsApp may give it: the Argentine number of the trip, without its 9. */
      const otherWriting = (scene: Scene) => phoneOf(scene.trip).replace('+549', '+54');

      it('is in the conversation of that number, with its trips', async () => {
        const scene = await Scene.open(subject());
        const a = await inbound(scene);
        const b = await inbound(scene, { phone: otherWriting(scene) });
        expect(b?.conversationId).toBe(a?.conversationId);
        const shown = await subject().conversations.conversations(scene.agency.id, { limit: 5 });
        expect(shown).toMatchObject([{ phone: scene.trip.whatsapp, tripIds: [scene.trip.id] }]);
        expect((await scene.context()).lastInboundAt).toBe(later(minute));
      });

      it('is answered at the writing that WhatsApp gave last', async () => {
        const scene = await Scene.open(subject());
        await inbound(scene, { phone: otherWriting(scene) });
        const effect = await scene.claimed({ critical: true });
        expect(effect.to).toBe(otherWriting(scene));
        await scene.sent(effect);
        await inbound(scene);
        expect((await scene.claimed({ critical: true })).to).toBe(scene.trip.whatsapp);
      });

      it('is looked for at the provider under the writing that it was sent to', async () => {
        const scene = await Scene.open(subject());
        const lost = await scene.claimed({ critical: true });
        await inbound(scene, { phone: otherWriting(scene) });
        const [reconcile] = await scene.claim([lost.id], later(hour));
        expect(reconcile).toMatchObject({ mode: 'reconcile', to: scene.trip.whatsapp });
      });

      it('silences the number, however the agency wrote it', async () => {
        const scene = await Scene.open(subject());
        const received = await inbound(scene, { phone: otherWriting(scene) });
        await scene.turn({
          records: [
            {
              kind: 'suppression',
              conversationId: received?.conversationId ?? '',
              optedOut: true,
              at: later(minute),
              by: 'traveller',
            },
          ],
        });
        expect(await scene.turn({ effects: [scene.effect({ critical: true })] })).toEqual([]);
        expect((await scene.context()).optedOut).toBe(true);
      });
    });

    it('from a traveller without a number is answered where it came from', async () => {
      const scene = await Scene.open(subject());
      const phone = `US.${randomUUID().replaceAll('-', '')}`;
      const received = await inbound(scene, { phone });
      expect(received?.first).toBe(true);
      const shown = await subject().conversations.conversations(scene.agency.id, {
        phone,
        limit: 5,
      });
      expect(shown).toMatchObject([{ id: received?.conversationId, phone, tripIds: [] }]);
      const reply = await scene.claimed({ tripId: null, type: 'reply', to: phone });
      expect(reply.to).toBe(phone);
    });

    describe('to a number that two agencies share', () => {
      /** The agency whose traveller it is, and one that books the same phone for sooner. */
      const openSharingScenes = async () => {
        const agency = anAgency({ name: 'Viajes del Sur' });
        await subject().addAgency(agency);
        const own = await Scene.open(subject(), {
          agency,
          trip: { departure: '2027-03-20T16:20:00.000Z' },
        });
        const second = anAgency({ name: 'Viajes del Norte', sender: agency.sender });
        await subject().addAgency(second);
        const other = await Scene.open(subject(), {
          agency: second,
          trip: { whatsapp: own.trip.whatsapp },
        });
        return { own, other };
      };
      const wroteTo = async (scene: Scene) => (await scene.context()).lastInboundAt;
      const ask = (scene: Scene, over: Partial<InboundMessage> = {}) => inbound(scene, over);
      /** The number of an agency in a question. */
      const numberOf = (asked: readonly { agencyId: string }[] | undefined, scene: Scene) =>
        String((asked ?? []).findIndex(({ agencyId }) => agencyId === scene.agency.id) + 1);

      it('waits for the traveller’s answer, whatever another agency books', async () => {
        const { own, other } = await openSharingScenes();
        const question = await ask(own, { text: 'my passport is lost' });
        expect(question?.asked).toHaveLength(2);
        for (const scene of [own, other]) {
          expect(await wroteTo(scene)).toBeNull();
          const { agency } = scene;
          expect(await subject().conversations.conversations(agency.id, { limit: 5 })).toEqual([]);
        }
        const answer = await ask(own, { text: numberOf(question?.asked, own) });
        expect(answer?.asked).toBeUndefined();
        expect([await wroteTo(own), await wroteTo(other)]).toEqual([later(minute), null]);
        const shown = await subject().conversations.conversation(
          own.agency.id,
          answer?.conversationId ?? '',
          5,
        );
        expect(shown?.messages.map(({ text }) => text)).toEqual(['my passport is lost']);
      });

      it('asks again where the answer names none, and knows an agency by name', async () => {
        const { own, other } = await openSharingScenes();
        await ask(own, { text: 'hola' });
        expect((await ask(own, { text: '7' }))?.asked).toHaveLength(2);
        const named = await ask(own, { text: ` ${other.agency.name.toUpperCase()}!` });
        expect(named?.asked).toBeUndefined();
        expect([await wroteTo(own), await wroteTo(other)]).toEqual([null, later(minute)]);
      });

      it('remembers the answer, and hears it once however often it is delivered', async () => {
        const { own, other } = await openSharingScenes();
        const question = await ask(own);
        const answer = { text: numberOf(question?.asked, own), providerId: `SM${randomUUID()}` };
        await ask(own, answer);
        expect(await ask(own, answer)).toMatchObject({ first: false });
        const next = await ask(own, { now: later(3 * 24 * hour) });
        expect([next?.asked, await wroteTo(other)]).toEqual([undefined, null]);
        expect(await wroteTo(own)).toBe(later(3 * 24 * hour));
      });

      it('hears an option that was tapped by its id, whatever its words', async () => {
        const { own, other } = await openSharingScenes();
        await ask(own, { text: 'hola' });
        const chosen = await ask(own, { text: '…', choice: `agency:${other.agency.id}` });
        expect(chosen?.asked).toBeUndefined();
        expect([await wroteTo(own), await wroteTo(other)]).toEqual([null, later(minute)]);
      });

      it('goes to the agency whose message it quotes', async () => {
        const { own, other } = await openSharingScenes();
        const providerId = `SM${randomUUID()}`;
        await other.sent(await other.claimed({ critical: true }), aMoment, providerId);
        const received = await ask(own, { quotes: providerId });
        expect(received?.asked).toBeUndefined();
        expect([await wroteTo(own), await wroteTo(other)]).toEqual([null, later(minute)]);
      });

      it('goes to the agency whose person has the conversation', async () => {
        const { own, other } = await openSharingScenes();
        const first = await ask(own);
        await ask(own, { text: numberOf(first?.asked, own) });
        const [held] = await subject().conversations.conversations(own.agency.id, { limit: 1 });
        const quoted = `SM${randomUUID()}`;
        await other.sent(await other.claimed({ critical: true }), aMoment, quoted);
        await ask(own, { quotes: quoted, now: later(2 * minute) });
        await subject().conversations.takeOver({
          agencyId: own.agency.id,
          conversationId: held?.id ?? '',
          by: 'Eva',
          now: later(3 * minute),
          until: later(hour),
        });
        await ask(own, { now: later(4 * minute) });
        expect(await wroteTo(own)).toBe(later(4 * minute));
      });

      it('is asked nothing when it opts out: agencies with a conversation hear it', async () => {
        const { own, other } = await openSharingScenes();
        const first = await ask(own);
        await ask(own, { text: numberOf(first?.asked, own) });
        const quoted = `SM${randomUUID()}`;
        await other.sent(await other.claimed({ critical: true }), aMoment, quoted);
        await ask(own, { quotes: quoted, now: later(2 * minute) });
        expect((await ask(own, { text: 'BAJA', now: later(3 * minute) }))?.asked).toBeUndefined();
        expect([await wroteTo(own), await wroteTo(other)]).toEqual([
          later(3 * minute),
          later(3 * minute),
        ]);
      });
    });

    it('to a number that is no agency’s is nobody’s', async () => {
      const scene = await Scene.open(subject());
      expect(await inbound(scene, { sender: '+12025559999' })).toBeNull();
    });

    it('gives the concierge the message, the window and the phone’s trips', async () => {
      const scene = await Scene.open(subject(), {
        settings: { feature_flags: { flight_alerts: false } },
      });
      const later_ = await scene.another({
        whatsapp: scene.trip.whatsapp,
        departure: '2027-03-20T10:00:00.000Z',
      });
      const gone = await scene.another({
        whatsapp: scene.trip.whatsapp,
        departure: '2027-03-21T10:00:00.000Z',
      });
      await subject().desk.cancel({
        agencyId: scene.agency.id,
        tripId: gone.trip.id,
        notify: false,
        now: aMoment,
      });
      await Scene.open(subject(), { trip: { whatsapp: scene.trip.whatsapp } });
      const providerId = `SM${randomUUID()}`;
      const received = await inbound(scene, {
        text: '¿puerta?',
        providerId,
        optOutType: 'HELP',
        choice: 'ask:status',
      });
      const id = received?.conversationId ?? '';
      const event = (await emittedBy(subject())).find(
        (e) => e.type === 'InboundMessageReceived' && e.data.conversationId === id,
      );
      const messageId = event?.type === 'InboundMessageReceived' ? event.data.messageId : null;
      const loaded = await subject().store.load({
        agent: 'concierge',
        actorId: id,
        eventId: event?.id ?? '',
        agencyId: scene.agency.id,
        tripId: null,
        conversation: { id, messageId },
        flightKey: null,
        timerKind: null,
      });
      expect(loaded.conversation).toEqual({
        id,
        agency: {
          id: scene.agency.id,
          name: scene.agency.name,
          sender: scene.agency.sender,
          phone: null,
          emergencyPhone: scene.agency.emergencyPhone,
          zone: null,
          hours: null,
        },
        settings: { feature_flags: { flight_alerts: false } },
        phone: phoneOf(scene.trip),
        message: {
          id: messageId,
          text: '¿puerta?',
          at: later(minute),
          providerId,
          media: [],
          optOutType: 'HELP',
          choice: 'ask:status',
        },
        optedOut: false,
        trips: [scene.trip, later_.trip],
        withdrawn: [
          {
            id: gone.trip.id,
            flightNumber: gone.trip.flightNumber,
            departure: gone.trip.departure,
            originZone: gone.trip.originZone,
            language: gone.trip.language,
          },
        ],
        lastInboundAt: later(minute),
        takenOverUntil: null,
        takenOverBy: null,
        brakes: [],
        pendingReplies: [],
      });
      const stranger = anAgency();
      await subject().addAgency(stranger);
      const foreign = await subject().store.load({
        agent: 'concierge',
        actorId: id,
        eventId: randomUUID(),
        agencyId: stranger.id,
        tripId: null,
        conversation: { id, messageId },
        flightKey: null,
        timerKind: null,
      });
      expect(foreign.conversation).toBeNull();
    });

    it('keeps a conversation’s own messages apart from trips', async () => {
      const scene = await Scene.open(subject());
      const received = await inbound(scene);
      const id = received?.conversationId ?? '';
      const event = scene.event();
      const result = await subject().store.commit(
        aTurn(event, {
          agent: 'concierge',
          actorId: id,
          effects: [scene.effect({ key: uuidV5('reply', id), tripId: null, type: 'reply' })],
        }),
      );
      expect(result).toMatchObject({
        kind: 'committed',
        claimed: [{ tripId: null, type: 'reply', to: scene.trip.whatsapp }],
      });
      expect((await scene.context()).ledger).toEqual([]);
    });
  });

  describe('a flight alert', () => {
    const follow = async (alertId: string | null) => {
      const scene = await Scene.open(subject());
      const faFlightId = `${scene.trip.flightNumber}-${randomUUID()}`;
      await subject().store.commit(
        aTurn(aTripBooked(scene.trip), {
          agent: 'flight-tracker',
          actorId: scene.trip.flightKey,
          agencyId: null,
          records: [
            {
              kind: 'flight',
              flightKey: scene.trip.flightKey,
              facts: aFlightFacts({ faFlightId }),
              status: 'scheduled',
              nextCheckAt: later(hour),
              raw: null,
              changed: true,
              alertId,
            },
          ],
        }),
      );
      return { scene, faFlightId };
    };
    const alert = (over: { alertId: string; faFlightId: string | null; eventKey?: string }) =>
      subject().desk.receiveAlert({
        code: 'cancelled',
        reading: aReading,
        eventKey: randomUUID(),
        now: later(minute),
        ...over,
      });
    const alertsOf = async (flightKey: string) =>
      (await emittedBy(subject())).filter(
        (e) => e.type === 'FlightAlertReceived' && e.data.flightKey === flightKey,
      );

    it('reaches once the flight it was made for, known by the alert or by the flight', async () => {
      const alertId = String(Math.random());
      const { scene, faFlightId } = await follow(alertId);
      const eventKey = randomUUID();
      expect(await alert({ alertId, faFlightId: null, eventKey })).toBe(1);
      await alert({ alertId, faFlightId: null, eventKey });
      expect(await alertsOf(scene.trip.flightKey)).toMatchObject([
        {
          agencyId: null,
          tripId: null,
          data: { flightKey: scene.trip.flightKey, alertId, code: 'cancelled', reading: aReading },
        },
      ]);
      expect(await alert({ alertId: 'another', faFlightId })).toBe(1);
      expect(await alertsOf(scene.trip.flightKey)).toHaveLength(2);
    });

    it('of a flight that nobody follows is nobody’s', async () => {
      const { scene, faFlightId } = await follow(null);
      expect(await alert({ alertId: randomUUID(), faFlightId: 'none' })).toBe(0);
      await subject().desk.cancel({
        agencyId: scene.agency.id,
        tripId: scene.trip.id,
        notify: false,
        now: aMoment,
      });
      expect(await alert({ alertId: randomUUID(), faFlightId })).toBe(0);
    });
  });
};
