import { choiceLimits, choicesOf } from '#shared/domain/choices.ts';
import { DocumentType } from '#shared/domain/document.ts';
import { day, hour, minute } from '#shared/domain/instant.ts';
import { aTrip } from '#shared/testing/builders.ts';
import { readChoice } from '../domain/choice.ts';
import { documentOffer, optOutOffer, tripOffer } from '../domain/offers.ts';
import { choiceWordsIn } from '../domain/words/choices.ts';
import { aWorld } from './world.ts';

type World = Awaited<ReturnType<typeof aWorld>>;

/** The ids of what the last message offers; empty: it offers nothing. */
const offeredBy = ({ sender }: World): readonly string[] => {
  const content = sender.requests.at(-1)?.content;
  const choices = content?.kind === 'text' ? content.choices : undefined;
  return (choices?.options ?? []).map(({ id }) => id);
};
const lastText = ({ sentTexts }: World): string => sentTexts().at(-1) ?? '';

describe('what can be asked here', () => {
  it('is offered with a greeting and with help, and said with its numbers', async () => {
    const world = await aWorld();
    await world.write('hola');
    const ids = ['ask:status', 'ask:hotel', 'ask:itinerary', 'ask:document', 'ask:person'];
    expect(offeredBy(world)).toEqual(ids);
    expect(lastText(world)).toContain('1. Mi vuelo\n2. Mi hotel\n3. Mi itinerario');
    await world.write('ayuda');
    expect(offeredBy(world)).toEqual(ids);
  });

  it('is offered alone: beside anything else it would not be what is answered', async () => {
    const world = await aWorld();
    await world.write('hola, qué puerta es?');
    expect(offeredBy(world)).toEqual([]);
    expect(lastText(world)).toContain('A13');
  });

  it('is the flight and a person, to who only follows the trip of others', async () => {
    const world = await aWorld({ role: 'follower' });
    await world.write('hola');
    expect(offeredBy(world)).toEqual(['ask:status', 'ask:person']);
  });

  it.each([
    ['tapped', (world: World) => world.tap('ask:status', 'Mi vuelo')],
    ['tapped, whatever its words', (world: World) => world.tap('ask:status', 'xyz')],
    ['said by its number', (world: World) => world.write('1')],
    ['said by its words', (world: World) => world.write('mi vuelo')],
  ])('is answered from data where it is %s', async (_, choose) => {
    const world = await aWorld();
    await world.write('hola');
    await choose(world);
    expect(lastText(world)).toContain('BA820');
    expect(await world.tasks()).toEqual([]);
  });

  it('reaches a person where that is chosen', async () => {
    const world = await aWorld();
    await world.write('hola');
    await world.write('5');
    expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason: 'asked' }]);
  });

  it('is understood from a button of any age, but by its number only as the last word', async () => {
    const world = await aWorld();
    await world.write('hola');
    await world.write('gracias!');
    await world.write('5');
    expect(await world.tasks()).toEqual([]);
    await world.tap('ask:person');
    expect(await world.tasks()).toMatchObject([{ reason: 'asked' }]);
  });

  it('is chosen by a number for a day', async () => {
    const world = await aWorld();
    await world.write('hola');
    await world.wait(day);
    await world.write('5');
    expect((await world.tasks()).map(({ reason }) => reason)).not.toContain('asked');
  });
});

describe('many documents', () => {
  const filed = async () => {
    const world = await aWorld();
    const kinds = ['boarding_pass', 'hotel_reservation', 'insurance', 'transfer'] as const;
    for (const [index, type] of kinds.entries())
      await world.file({
        id: `00000000-0000-4000-8000-00000000000${index}`,
        type,
        path: `${type}.pdf`,
        fileName: `${type}.pdf`,
      });
    return world;
  };

  it('are not all sent unasked: one asks which', async () => {
    const world = await filed();
    await world.write('mis documentos');
    expect(world.media()).toEqual([]);
    expect(offeredBy(world)).toEqual([
      'doc:boarding_pass',
      'doc:hotel_reservation',
      'doc:insurance',
      'doc:transfer',
      'doc:all',
    ]);
    await world.write('3');
    expect(world.media()).toEqual([expect.stringContaining('insurance')]);
  });

  it('are all sent where all are chosen, or asked for', async () => {
    for (const text of ['5', 'todos mis documentos']) {
      const world = await filed();
      await world.write('mis documentos');
      await world.write(text);
      expect(world.media()).toHaveLength(4);
    }
  });
});

describe('a question on a day with several flights', () => {
  const twoFlights = async (departure: string = '2027-03-03T18:00:00.000Z') => {
    const world = await aWorld();
    const other = await world.book({
      flightNumber: 'IB3171',
      flightKey: 'IB3171/MAD-BCN/2027-03-03',
      originIata: 'MAD',
      destinationIata: 'BCN',
      departure,
      clientName: 'Beto Ruiz',
    });
    await world.fly({ gate: 'J40' }, other);
    return { world, other };
  };

  it('is asked back, and answered of the flight that is chosen', async () => {
    const { world, other } = await twoFlights();
    await world.write('qué puerta es?');
    expect(offeredBy(world)).toEqual([`trip:${world.trip?.id}`, `trip:${other.id}`]);
    expect(lastText(world)).toContain('2. IB3171 · Barcelona');
    await world.write('2');
    expect(lastText(world)).toContain('J40');
    expect(lastText(world)).not.toContain('A13');
    await world.wait(minute);
    await world.write('y la terminal?');
    expect(lastText(world)).toContain('IB3171');
    await world.write('mi tarjeta de embarque');
    expect(offeredBy(world)).toEqual([]);
    await world.wait(3 * hour);
    await world.write('mi tarjeta de embarque');
    expect(offeredBy(world)).toHaveLength(2);
  });

  it('tells how the flight is where the button is of a question long gone', async () => {
    const { world, other } = await twoFlights();
    await world.tap(`trip:${other.id}`, 'IB3171 · Barcelona');
    expect(lastText(world)).toContain('IB3171');
  });

  it('is not asked back where a flight or somebody is named, or one leads to the other', async () => {
    const { world } = await twoFlights();
    await world.write('qué puerta tiene el IB3171?');
    expect(lastText(world)).toContain('J40');
    const onward = await aWorld();
    await onward.book({
      flightNumber: 'SK540',
      flightKey: 'SK540/CPH-DUB/2027-03-03',
      originIata: 'CPH',
      destinationIata: 'DUB',
      departure: '2027-03-03T21:00:00.000Z',
    });
    await onward.write('qué puerta es?');
    expect(offeredBy(onward)).toEqual([]);
    expect(lastText(onward)).toContain('A13');
  });

  it('is not asked back in trouble', async () => {
    const { world } = await twoFlights();
    await world.write('perdí el vuelo');
    expect(offeredBy(world)).toEqual([]);
    expect(await world.tasks()).toMatchObject([{ reason: 'missed' }]);
  });

  it('never gives away a trip that is none of theirs', async () => {
    const world = await aWorld();
    await world.tap('trip:99999999-0000-4000-8000-000000000001', 'mi vuelo');
    expect(lastText(world)).toContain('BA820');
  });
});

describe('the question whether no more messages are wanted', () => {
  it.each([
    ['tapped', (world: World) => world.tap('opt:out', 'Sí, no más mensajes')],
    ['said by its number', (world: World) => world.write('1')],
    ['said by its words', (world: World) => world.write('Sí, no más mensajes')],
    ['said with yes', (world: World) => world.write('sí')],
  ])('opts out where that is %s', async (_, choose) => {
    const world = await aWorld();
    await world.write('cancelar');
    expect(offeredBy(world)).toEqual(['opt:out', 'opt:stay']);
    await choose(world);
    expect(lastText(world)).toContain('no vas a recibir más mensajes');
    expect(await world.rules()).toContain('opted_out');
  });

  it.each(['2', 'No, seguir'])('goes on at %j', async (text) => {
    const world = await aWorld();
    await world.write('cancelar');
    await world.write(text);
    expect(lastText(world)).toBe(choiceWordsIn['es-AR'].stays);
    await world.write('qué puerta es?');
    expect(lastText(world)).toContain('A13');
  });

  it('opts nobody out by a number that answers something else', async () => {
    const world = await aWorld();
    await world.write('cancelar');
    await world.write('qué puerta es?');
    await world.write('1');
    expect(await world.rules()).not.toContain('opted_out');
  });
});

describe('the words of buttons and rows', () => {
  it.each(['es', 'es-AR', 'en', 'pt'] as const)('fit as they are in %s', (locale) => {
    const words = choiceWordsIn[locale];
    const titles = [
      words.flight,
      words.hotel,
      words.plan,
      words.documents,
      words.person,
      words.optOut,
      words.stay,
      words.allDocuments,
      ...Object.values(words.document),
    ];
    expect(titles.filter((title) => title.length > choiceLimits.buttonTitle)).toEqual([]);
    expect(words.opener.length).toBeLessThanOrEqual(choiceLimits.opener);
    expect(choicesOf(optOutOffer('?', locale))?.kind).toBe('buttons');
    expect(choicesOf(documentOffer(DocumentType.options, locale))).toMatchObject({
      kind: 'list',
      options: { length: DocumentType.options.length + 1 },
    });
    const trips = [aTrip({ flightNumber: 'AR1685', destinationIata: 'BRC' }), aTrip({})];
    expect(choicesOf(tripOffer(trips, locale))?.options[0]?.title).not.toContain('…');
  });

  it('have ids that mean something, and nothing else does', () => {
    expect(readChoice('ask:status')).toEqual({ kind: 'ask', intent: 'status' });
    expect(readChoice('doc:all')).toEqual({ kind: 'doc', type: null });
    for (const id of ['ask:danger', 'doc:passport', 'opt:in', 'agency:1', 'say:1', ''])
      expect(readChoice(id)).toBeNull();
  });
});
