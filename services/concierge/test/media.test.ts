import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import type { FetchedMedia, InboundMedia } from '#shared/ports/inbound-media.ts';
import { aMoment, aTrip } from '#shared/testing/builders.ts';
import { ScriptedLanguageModel } from '#shared/testing/scripted-language-model.ts';
import { receiveMedia } from '../steps/receive-media.ts';
import { aWorld, restOfQuestionMs } from './world.ts';

const giving = (...files: readonly FetchedMedia[]): InboundMedia => {
  const left = [...files];
  return { fetch: async () => left.shift() ?? { kind: 'gone' } };
};
const pdf: FetchedMedia = {
  kind: 'file',
  bytes: new TextEncoder().encode('%PDF-1.4'),
  contentType: 'application/pdf',
  extension: 'pdf',
};
const voice: FetchedMedia = {
  kind: 'file',
  bytes: new TextEncoder().encode('OggS'),
  contentType: 'audio/ogg',
  extension: 'ogg',
};
const aPdf = { url: 'https://api.twilio.com/media/ME1', contentType: 'application/pdf' };
const aVoiceNote = { url: 'https://api.twilio.com/media/ME2', contentType: 'audio/ogg' };

describe('a message of media', () => {
  it('without a word is filed under the trip and acknowledged', async () => {
    const world = await aWorld({ media: giving(pdf) });
    await world.write('', [aPdf]);
    expect(world.sentTexts()).toEqual([expect.stringContaining('Recibido')]);
    const [document] = (await world.store.documents(world.agency.id, world.trip?.id ?? '')) ?? [];
    expect(document).toMatchObject({
      type: 'other',
      contentType: 'application/pdf',
      uploadedByType: 'client',
      passengerId: null,
      bytes: 8,
    });
    expect(document?.path).toMatch(
      new RegExp(`^${world.agency.id}/${world.trip?.id}/[0-9a-f-]+\\.pdf$`),
    );
    expect(world.files.files.get(document?.path ?? '')?.bytes).toHaveLength(8);
    expect(await world.tasks()).toEqual([]);
  });

  it('is filed as what its caption says it is', async () => {
    const world = await aWorld({ media: giving(pdf) });
    await world.write('mi seguro de viaje', [aPdf]);
    expect(await world.store.documents(world.agency.id, world.trip?.id ?? '')).toMatchObject([
      { type: 'insurance' },
    ]);
    expect(world.media()).toEqual([]);
  });

  it('is filed once, however often it is delivered', async () => {
    const world = await aWorld({ media: giving(pdf, pdf) });
    await world.write('', [aPdf], 'SMsame');
    await world.write('', [aPdf], 'SMsame');
    expect(world.sentTexts()).toHaveLength(1);
    expect(await world.store.documents(world.agency.id, world.trip?.id ?? '')).toHaveLength(1);
  });

  it('is fetched by a step, once its turn has asked for that', async () => {
    let fetches = 0;
    const world = await aWorld({
      media: {
        fetch: async () => {
          fetches += 1;
          return pdf;
        },
      },
    });
    await world.receive('', [aPdf]);
    const [received] = await world.emitted();
    if (!received) throw new Error('nothing was received');
    await world.kernel.receive('concierge', received, { deliveries: 1 });
    expect([fetches, world.sentTexts()]).toEqual([0, []]);
    const [requested] = world.bus.published;
    if (requested?.type !== 'MediaFetchRequested') throw new Error('nothing was asked for');
    for (const deliveries of [1, 2])
      await world.kernel.receive('concierge', requested, { deliveries });
    expect([fetches, world.sentTexts().length]).toEqual([1, 1]);
    expect(await world.rules()).toContain('media_fetched_first');
  });

  it('with a question has both answered', async () => {
    const world = await aWorld({ media: giving(pdf) });
    await world.write('te mando esto, y a qué hora sale mi vuelo?', [aPdf]);
    expect(world.sentTexts()).toHaveLength(1);
    expect(world.sentTexts()[0]).toContain('Recibido');
    expect(world.sentTexts()[0]).toContain('16:20');
  });

  it.each([
    ['too-large', '16 MB'],
    ['unsupported', 'PDF'],
  ] as const)('that is %s is refused kindly, and nothing is kept', async (kind, words) => {
    const world = await aWorld({ media: giving({ kind }) });
    await world.write('', [aPdf]);
    expect(world.sentTexts()).toEqual([expect.stringContaining(words)]);
    expect(world.files.files.size).toBe(0);
    expect(await world.store.documents(world.agency.id, world.trip?.id ?? '')).toEqual([]);
  });

  it('that cannot be fetched is said to be so, and a person is asked', async () => {
    const world = await aWorld({ media: giving({ kind: 'failed' }) });
    await world.write('', [aPdf]);
    expect(world.sentTexts()).toEqual([expect.stringContaining('No pude abrir')]);
    expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason: 'media_failed' }]);
  });

  it('while a person has the conversation is filed without a word', async () => {
    const world = await aWorld({ media: giving(pdf) });
    const id = await world.write('hola');
    await world.store.takeOver({
      agencyId: world.agency.id,
      conversationId: id,
      by: 'Lucía',
      now: world.clock.now(),
      until: '2027-03-04T00:00:00.000Z',
    });
    await world.deliver();
    const said = world.sentTexts().length;
    await world.write('', [aPdf]);
    expect(world.sentTexts()).toHaveLength(said);
    expect(await world.store.documents(world.agency.id, world.trip?.id ?? '')).toHaveLength(1);
  });
});

describe('a voice note', () => {
  it('is handed over with its file where no model can listen', async () => {
    const world = await aWorld({ media: giving(voice) });
    await world.write('', [aVoiceNote]);
    expect(world.sentTexts()).toEqual([expect.stringContaining('audios')]);
    expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason: 'voice_note' }]);
    expect(await world.store.documents(world.agency.id, world.trip?.id ?? '')).toMatchObject([
      { contentType: 'audio/ogg' },
    ]);
  });

  it('is answered like words where a model has written it down, and is not kept', async () => {
    const model = new ScriptedLanguageModel([
      { purpose: 'transcription', does: { kind: 'answer', value: '¿A qué hora sale mi vuelo?' } },
    ]);
    const world = await aWorld({ media: giving(voice), model });
    await world.write('', [aVoiceNote]);
    model.done();
    expect(world.sentTexts()).toEqual([expect.stringContaining('16:20')]);
    expect(world.files.files.size).toBe(0);
    expect(await world.tasks()).toEqual([]);
  });

  it('is written down without numbers that are not kept', async () => {
    const heard = 'quiero hablar con una persona, mi pasaporte es AAB123456';
    const model = new ScriptedLanguageModel([
      { purpose: 'transcription', does: { kind: 'answer', value: heard } },
    ]);
    const deps = { media: giving(voice), documents: createMemoryDocumentStore(), model };
    const message = {
      id: '00000000-0000-4000-8000-000000000001',
      text: '',
      at: aMoment,
      providerId: 'SM1',
      media: [aVoiceNote],
      optOutType: null,
      choice: null,
    };
    expect(await receiveMedia(deps, message, aTrip(), aMoment)).toEqual([
      {
        kind: 'voice',
        transcript: 'quiero hablar con una persona, mi pasaporte es •••',
        document: null,
      },
    ]);
  });

  it('is handed over where the model could not listen', async () => {
    const model = new ScriptedLanguageModel([
      { purpose: 'transcription', does: { kind: 'fail', reason: 'unavailable' } },
    ]);
    const world = await aWorld({ media: giving(voice), model });
    await world.write('', [aVoiceNote]);
    await world.wait(restOfQuestionMs);
    expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason: 'voice_note' }]);
    expect(world.sentTexts()).toHaveLength(1);
  });

  it('never opts anybody out', async () => {
    const model = new ScriptedLanguageModel([
      { purpose: 'transcription', does: { kind: 'answer', value: 'baja' } },
      { purpose: 'concierge', does: { kind: 'fail', reason: 'unavailable' } },
    ]);
    const world = await aWorld({ media: giving(voice), model });
    const id = await world.write('', [aVoiceNote]);
    await world.wait(restOfQuestionMs);
    expect(await world.store.conversation(world.agency.id, id, 1)).toMatchObject({
      optedOut: false,
    });
  });
});
