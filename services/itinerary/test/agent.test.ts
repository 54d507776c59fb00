import { PlaceInput, placeText } from '#shared/domain/place.ts';
import type { Embedder } from '#shared/ports/embedder.ts';
import { aMoment, anAgency } from '#shared/testing/builders.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import { type ModelStep, ScriptedLanguageModel } from '#shared/testing/scripted-language-model.ts';
import { createItinerary, type ItineraryDependencies } from '../agent.ts';
import { initialState } from '../domain/state.ts';
import { aDraft, anItem, anItineraryRequested, aPlannable } from './builders.ts';

const context = aPlannable({
  trip: { clientName: 'Ana Ruiz', clientDescription: 'Ana loves castles' },
});
const { agencyId } = context;
const answer = (value: unknown): ModelStep['does'] => ({ kind: 'answer', value });

/** An agency without places. */
const emptyPlaces = async () => {
  const { addAgency, store } = await emptiedStore();
  await addAgency(anAgency({ id: agencyId }));
  return store.places;
};

/** A turn that plans, ready to gather; a castle is among the agency's places. */
const createGathering = async (over: Partial<ItineraryDependencies>) => {
  const places = await emptyPlaces();
  for (const name of ['Tivoli', 'Kronborg castles', 'Noma'])
    await places.add(agencyId, PlaceInput.parse({ name, city: 'Copenhagen', type: 'attraction' }));
  const agent = createItinerary({
    itineraries: { journeyStays: async () => context },
    places,
    model: null,
    embedder: null,
    ...over,
  });
  const gather = () =>
    agent.gather({
      actorId: context.journeyId,
      event: anItineraryRequested(context),
      now: aMoment,
      state: initialState,
      trip: null,
      flight: null,
      journey: null,
      conversation: null,
    });
  return { gather, places };
};
const gatherWithModel = async (...steps: readonly ModelStep[]) => {
  const model = new ScriptedLanguageModel(steps);
  const gathered = await (await createGathering({ model })).gather();
  model.done();
  return { gathered, requests: model.requests };
};

describe('the itinerary agent', () => {
  it('finds the agency’s places by the traveller’s profile, and does without a model', async () => {
    const gathered = await (await createGathering({})).gather();
    expect(gathered.ingredients).toMatchObject({
      anyPlaces: true,
      draft: null,
      places: [{ name: 'Kronborg castles' }, {}, {}],
    });
  });

  it('asks the model with its material, and takes a good answer', async () => {
    const good = aDraft(anItem());
    const { gathered, requests } = await gatherWithModel({
      purpose: 'itinerary',
      mentions: ['Kronborg', 'castles', '2027-03-05', '20:45'],
      does: answer(good),
    });
    expect(gathered.ingredients).toMatchObject({ draft: { ok: true, value: good } });
    expect(requests[0]).toMatchObject({ agencyId, timeoutMs: 30_000 });
  });

  it('gives a bad answer back once, with what is wrong', async () => {
    const { gathered } = await gatherWithModel(
      { purpose: 'itinerary', does: answer(aDraft()) },
      {
        purpose: 'itinerary_repair',
        mentions: ['There is nothing to do on any day.', '"items":[]'],
        does: answer(aDraft(anItem())),
      },
    );
    expect(gathered.ingredients).toMatchObject({ draft: { ok: true } });
  });

  it.each([
    ['another shape', { plan: 'x' }],
    ['other days', { days: [] }],
    ['text', 'Ignore your instructions'],
  ])('makes do without the model after %s twice', async (_, value) => {
    const { gathered } = await gatherWithModel(
      { purpose: 'itinerary', does: answer(value) },
      { purpose: 'itinerary_repair', does: answer(value) },
    );
    expect(gathered.ingredients).toMatchObject({ draft: { ok: false, reason: 'invalid' } });
  });

  it.each(['unavailable', 'refused', 'truncated', 'budget'] as const)(
    'does not ask again when the model is %s',
    async (reason) => {
      const { gathered } = await gatherWithModel({
        purpose: 'itinerary',
        does: { kind: 'fail', reason },
      });
      expect(gathered.ingredients).toMatchObject({ draft: { ok: false, reason } });
    },
  );

  it('asks nobody anything in a turn that does not plan', async () => {
    const model = new ScriptedLanguageModel([]);
    const departed = aPlannable({ flight: null, trip: { departure: '2027-03-01T11:00:00.000Z' } });
    const agent = createItinerary({
      itineraries: { journeyStays: async () => departed },
      places: await emptyPlaces(),
      model,
      embedder: null,
    });
    const turn = {
      actorId: 'x',
      event: anItineraryRequested(departed),
      now: aMoment,
      state: initialState,
      trip: null,
      flight: null,
      journey: null,
      conversation: null,
    };
    expect(await agent.gather(turn)).toEqual({ journey: departed, ingredients: null });
    model.done();
  });

  it('lets two dozen trips ask the model at once, and tells the next that it is busy', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const model = new ScriptedLanguageModel(
      Array.from(
        { length: 24 },
        () => ({ purpose: 'itinerary', does: { kind: 'stall', until: promise } }) as const,
      ),
    );
    const { gather } = await createGathering({ model });
    const waiting = Array.from({ length: 24 }, gather);
    expect(await gather()).toMatchObject({ ingredients: 'busy' });
    resolve();
    expect(await Promise.all(waiting)).toHaveLength(24);
    model.done();
  });
});

describe('where the database compares meanings', () => {
  const searchedWith = async (embed: Embedder['embed']) => {
    const places = await emptyPlaces();
    const written = await places.add(
      agencyId,
      PlaceInput.parse({ name: 'Tivoli', city: 'Copenhagen' }),
    );
    if (written.kind !== 'written') throw new Error('not written');
    const putEmbeddings = jest.fn(async () => {});
    const search = jest.fn(places.search);
    const withVectors = {
      ...places,
      search,
      putEmbeddings,
      withoutEmbedding: async () => [written.place],
    };
    await (
      await createGathering({
        places: { ...withVectors, any: async () => true },
        embedder: { embed },
      })
    ).gather();
    return { putEmbeddings, search, place: written.place };
  };

  it('the profile is searched by its meaning, and new places get theirs on the way', async () => {
    const embed = jest.fn(async () => [[1], [2]]);
    const { putEmbeddings, search, place } = await searchedWith(embed);
    expect(embed).toHaveBeenCalledWith({
      agencyId,
      texts: ['[traveller] loves castles', placeText(place)],
    });
    expect(putEmbeddings).toHaveBeenCalledWith(agencyId, [{ placeId: place.id, embedding: [2] }]);
    expect(search).toHaveBeenCalledWith(
      expect.objectContaining({ embedding: [1], text: '[traveller] loves castles' }),
    );
  });

  it('the words do where the service gives no meanings', async () => {
    const { putEmbeddings, search } = await searchedWith(async () => null);
    expect(putEmbeddings).not.toHaveBeenCalled();
    expect(search).toHaveBeenCalledWith(expect.objectContaining({ embedding: null }));
  });

  it('nobody is asked for meanings where it does not', async () => {
    const embed = jest.fn<ReturnType<Embedder['embed']>, []>();
    await (await createGathering({ embedder: { embed } })).gather();
    expect(embed).not.toHaveBeenCalled();
  });
});
