import { randomUUID } from 'node:crypto';
import type { FiledDocument } from '#shared/domain/document.ts';
import { plus } from '#shared/domain/instant.ts';
import type { ConversationDesk } from '#shared/ports/conversation-desk.ts';
import { aMoment } from '../builders.ts';
import { hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** The documents that agencies and travellers file. */
export const describeDocuments = (subject: () => StoreUnderTest): void => {
  const conversations = (): ConversationDesk => subject().conversations;
  const aDocument = (scene: Scene, over: Partial<FiledDocument> = {}): FiledDocument => {
    const id = over.id ?? randomUUID();
    return {
      id,
      tripId: scene.trip.id,
      type: 'boarding_pass',
      path: `${scene.agency.id}/${scene.trip.id}/${id}.pdf`,
      fileName: 'pass.pdf',
      contentType: 'application/pdf',
      bytes: 1234,
      uploadedBy: 'main key',
      uploadedByType: 'api_integration',
      passengerId: null,
      uploadedAt: aMoment,
      ...over,
    };
  };

  describe('documents', () => {
    it('are filed once, listed oldest first, and seen in the trip’s context', async () => {
      const scene = await Scene.open(subject());
      const first = aDocument(scene);
      const second = aDocument(scene, {
        type: 'other',
        uploadedAt: later(minute),
        uploadedByType: 'client',
        passengerId: scene.trip.passengers[0]?.id ?? null,
        uploadedBy: 'traveller',
        fileName: null,
      });
      for (const document of [second, first, first])
        expect(await conversations().addDocument({ agencyId: scene.agency.id, document })).toEqual(
          document,
        );
      expect(await conversations().documents(scene.agency.id, scene.trip.id)).toEqual([
        first,
        second,
      ]);
      expect(
        (await conversations().tripContext(scene.agency.id, scene.trip.id))?.documents,
      ).toEqual(
        [first, second].map(
          ({ tripId: _, contentType: __, bytes: ___, uploadedBy: ____, ...entry }) => entry,
        ),
      );
    });

    it('are nobody else’s', async () => {
      const scene = await Scene.open(subject());
      const stranger = await Scene.open(subject());
      await conversations().addDocument({ agencyId: scene.agency.id, document: aDocument(scene) });
      expect(await conversations().documents(stranger.agency.id, scene.trip.id)).toBeNull();
      expect(await conversations().tripContext(stranger.agency.id, scene.trip.id)).toBeNull();
      expect(
        await conversations().addDocument({
          agencyId: stranger.agency.id,
          document: aDocument(scene),
        }),
      ).toBeNull();
      expect(await conversations().documents(scene.agency.id, scene.trip.id)).toHaveLength(1);
    });

    it('come with a turn as well, and close the task that missed them', async () => {
      const scene = await Scene.open(subject());
      await scene.turn({
        tasks: [
          {
            op: 'open',
            kind: 'missing_document',
            tripId: scene.trip.id,
            reason: 'asked_for',
            facts: { types: ['insurance', 'boarding_pass'] },
          },
        ],
      });
      await scene.turn({
        records: [{ kind: 'document', document: aDocument(scene, { type: 'insurance' }) }],
        now: later(minute),
      });
      expect(await subject().desk.tasks(scene.agency.id, { limit: 5 })).toMatchObject([
        { state: 'open', facts: { types: ['boarding_pass'] } },
      ]);
      await conversations().addDocument({
        agencyId: scene.agency.id,
        document: aDocument(scene, { uploadedAt: plus(aMoment, hour) }),
      });
      expect(await subject().desk.tasks(scene.agency.id, { limit: 5 })).toMatchObject([
        { state: 'done', closedReason: 'document_filed' },
      ]);
    });

    it('that were promised are announced once, unless the traveller sent them', async () => {
      const scene = await Scene.open(subject());
      const conversationId = randomUUID();
      await scene.turn({
        tasks: [
          {
            op: 'open',
            kind: 'missing_document',
            tripId: scene.trip.id,
            reason: 'asked_for',
            facts: { types: ['insurance', 'boarding_pass'], conversationId },
          },
        ],
      });
      const file = (document: FiledDocument) =>
        conversations().addDocument({ agencyId: scene.agency.id, document });
      const announced = async () =>
        (await scene.emitted('PromisedDocumentFiled')).map(({ data }) => data);
      await file(aDocument(scene, { type: 'insurance', uploadedByType: 'client' }));
      expect(await announced()).toEqual([]);
      const document = aDocument(scene, { type: 'boarding_pass' });
      await file(document);
      await file(document);
      await file(aDocument(scene, { type: 'boarding_pass' }));
      expect(await announced()).toEqual([{ conversationId, documentId: document.id }]);
    });

    it('is found only by a newly filed document, not by one that is on file already', async () => {
      const scene = await Scene.open(subject());
      const document = aDocument(scene);
      const file = () => conversations().addDocument({ agencyId: scene.agency.id, document });
      await file();
      await scene.turn({
        tasks: [
          {
            op: 'open',
            kind: 'missing_document',
            tripId: scene.trip.id,
            reason: 'asked_for',
            facts: { types: [document.type] },
          },
        ],
      });
      expect(await file()).toEqual(document);
      expect(await subject().desk.tasks(scene.agency.id, { limit: 5 })).toMatchObject([
        { state: 'open', facts: { types: [document.type] } },
      ]);
    });
  });
};
