import fc from 'fast-check';
import { day, hour, minute, plus } from '#shared/domain/instant.ts';
import { ItineraryDay } from '#shared/domain/itinerary.ts';
import { nothingSold, SoldPlan } from '#shared/domain/stay-plan.ts';
import { aFlightFacts, aMoment } from '#shared/testing/builders.ts';
import { ItineraryDraft, problemsOf } from '../domain/draft.ts';
import { type Frame, frameOf, isWithin } from '../domain/frame.ts';
import { groundDraft } from '../domain/ground.ts';
import { planOfPlaces } from '../domain/places-plan.ts';
import { generationDelayMs, planDueAt } from '../domain/timing.ts';
import { matchingPlace } from '../domain/visit.ts';
import {
  aDraft,
  anItem,
  aPlace,
  aPlannable,
  type DraftItem,
  goingHome,
  stayIn,
} from './builders.ts';

const aFrame = (over: Parameters<typeof aPlannable>[0] = {}, sold = nothingSold): Frame => {
  const journey = aPlannable(over);
  return frameOf(stayIn(journey), journey, sold);
};

describe('when a plan is made', () => {
  it.each([
    [23 * hour + 59 * minute, 5],
    [24 * hour, 30],
    [7 * day - minute, 30],
    [7 * day, 60],
    [30 * day - minute, 60],
    [30 * day + hour, 120],
  ])(
    'counts the whole time left: %d ms before departure it is made %d minutes after the booking',
    (left, minutes) => {
      expect(generationDelayMs(left)).toBe(minutes * minute);
    },
  );

  it('is never for a trip that will have left by then', () => {
    expect(planDueAt(aMoment, plus(aMoment, 5 * minute))).toBeNull();
    expect(planDueAt(aMoment, plus(aMoment, 5 * minute + 1))).toBe(plus(aMoment, 5 * minute));
    expect(planDueAt(aMoment, plus(aMoment, -hour))).toBeNull();
  });
});

describe('the days of a plan', () => {
  it('go from the arrival in the destination’s calendar to the return date', () => {
    expect(aFrame({ trip: { returnDate: '2027-03-06' } }).dates).toEqual([
      '2027-03-03',
      '2027-03-04',
      '2027-03-05',
      '2027-03-06',
    ]);
  });

  it('are three where there is no return date, or one before the arrival', () => {
    expect(aFrame().dates).toEqual(['2027-03-03', '2027-03-04', '2027-03-05']);
    expect(aFrame({ trip: { returnDate: '2027-03-01' } }).dates).toHaveLength(3);
  });

  it('begin with the day after a landing over midnight', () => {
    const flight = aFlightFacts({ arrival: '2027-03-03T23:30:00.000Z' });
    expect(aFrame({ flight }).dates[0]).toBe('2027-03-04');
  });

  it('begin with a guess by distance where nothing is known of the flight', () => {
    const frame = aFrame({
      flight: null,
      trip: {
        originIata: 'EZE',
        destinationIata: 'MAD',
        originZone: 'America/Argentina/Buenos_Aires',
        destinationZone: 'Europe/Madrid',
        departure: '2027-03-03T16:20:00.000Z',
      },
    });
    expect(frame.dates[0]).toBe('2027-03-04');
  });

  it('leave out the way into the city, and all from the way to the next flight on', () => {
    const frame = aFrame({
      more: [goingHome('2027-03-05T17:00:00.000Z')],
      trip: { returnDate: '2027-03-08' },
    });
    expect([frame.from, frame.until]).toEqual([
      { date: '2027-03-03', time: '20:45' },
      { date: '2027-03-05', time: '15:00' },
    ]);
    expect(frame.dates.at(-1)).toBe('2027-03-05');
    expect(isWithin(frame, { date: '2027-03-03', time: '20:44' })).toBe(false);
    expect(isWithin(frame, { date: '2027-03-05', time: '15:00' })).toBe(true);
    expect(isWithin(frame, { date: '2027-03-05', time: '15:01' })).toBe(false);
  });

  it('are two weeks at most', () => {
    expect(aFrame({ trip: { returnDate: '2027-06-01' } }).dates).toHaveLength(14);
  });
});

describe('a place of the agency', () => {
  const places = [
    aPlace({ name: 'Café Nørden', address: 'Østergade 61' }),
    aPlace({ name: 'Noma' }),
    aPlace({ name: 'Joe', address: 'Vesterbro 1' }),
    aPlace({ name: 'Joe', address: 'Nyhavn 3' }),
  ];
  const matchedAddress = (title: string, address: string | null = null) =>
    matchingPlace({ title, address }, places)?.address ?? null;

  it.each(['Café Nørden', 'cafe norden', 'Café Nørden, Copenhagen', 'Café Nørden (Østergade 61)'])(
    'is meant by "%s"',
    (title) => {
      expect(matchedAddress(title)).toBe('Østergade 61');
    },
  );

  it.each(['Walk from Noma to the harbour', 'Not Noma', 'Café', 'Nom', ''])(
    'is not meant by "%s"',
    (title) => {
      expect(matchedAddress(title)).toBeNull();
    },
  );

  it('is told from another of the same name by its address only', () => {
    expect(matchedAddress('Joe')).toBeNull();
    expect(matchedAddress('Joe', 'Nyhavn 3, 1051 København')).toBe('Nyhavn 3');
  });
});

describe('a draft of the model', () => {
  const noma = aPlace({
    name: 'Noma',
    type: 'restaurant',
    address: 'Refshalevej 96',
    lat: 55.68,
    lng: 12.61,
    rating: 4.9,
    openingHours: '17–24',
    country: 'DK',
  });
  const itemsOf = (...items: readonly DraftItem[]) =>
    groundDraft(aDraft(...items), aFrame(), [noma])[1]?.items ?? [];

  it('has the agency’s facts where an item is one of its places, whatever the model says', () => {
    const [item] = itemsOf(
      anItem({
        title: 'NOMA',
        type: 'attraction',
        start: '20:00',
        address: 'Somewhere',
        lat: 1,
        lng: 2,
        rating: 1,
        opening_hours: 'always',
        source: 'low_validation',
      }),
    );
    expect(item).toMatchObject({
      title: 'Noma',
      type: 'restaurant',
      start: '20:00',
      address: 'Refshalevej 96',
      lat: 55.68,
      rating: 4.9,
      opening_hours: '17–24',
      source: 'agency',
    });
  });

  it('has no agency’s place that is none', () => {
    expect(itemsOf(anItem({ title: 'Geranium', source: 'agency' }))).toMatchObject([
      { title: 'Geranium', source: 'low_validation' },
    ]);
  });

  it('has nothing that could send a traveller anywhere by a link', () => {
    const [item] = itemsOf(
      anItem({
        title: 'Visit https://evil.example/x now',
        address: 'www.evil.example',
        safety_warnings: ['See http://evil.example\u202e'],
        tags: ['a\nb'],
      }),
    );
    expect(item).toMatchObject({
      title: 'Visit now',
      address: null,
      safety_warnings: ['See'],
      tags: ['a b'],
    });
  });

  it('has impossible facts taken out', () => {
    expect(itemsOf(anItem({ lat: 91, lng: 200, rating: 11, start: '25:00' }))).toMatchObject([
      { lat: null, lng: null, rating: null, start: null },
    ]);
  });

  it('is in the order of the clock, and within the frame', () => {
    const draft: ItineraryDraft = {
      days: [
        {
          date: '2027-03-03',
          items: [
            anItem({ title: 'Early', start: '12:00' }),
            anItem({ title: 'Late', start: '21:30' }),
          ],
        },
        {
          date: '2027-03-04',
          items: [anItem({ title: 'B', start: '15:00' }), anItem({ title: 'A', start: '09:00' })],
        },
        { date: '2030-01-01', items: [anItem()] },
      ],
    };
    expect(
      groundDraft(draft, aFrame(), []).map(({ date, items }) => [
        date,
        items.map(({ title }) => title),
      ]),
    ).toEqual([
      ['2027-03-03', ['Late']],
      ['2027-03-04', ['A', 'B']],
      ['2027-03-05', []],
    ]);
  });

  it('is told what is wrong with it', () => {
    expect(problemsOf(aDraft(anItem()), aFrame(), [])).toEqual([]);
    expect(problemsOf(aDraft(), aFrame(), [])).toEqual(['There is nothing to do on any day.']);
    expect(
      problemsOf(
        { days: [{ date: '2027-03-03', items: [anItem({ start: '12:00' })] }] },
        aFrame(),
        [],
      ),
    ).toEqual([
      'The days must be exactly: 2027-03-03, 2027-03-04, 2027-03-05.',
      '2027-03-03 12:00 is not between 2027-03-03 20:45 and the end of the last day.',
    ]);
    expect(
      problemsOf(aDraft(anItem({ start: 'noon' }), anItem({ title: ' ' })), aFrame(), []),
    ).toHaveLength(2);
  });

  it('makes days of the right form whatever it is', () => {
    const text = fc.option(fc.string());
    const item = fc.record({
      title: fc.string(),
      type: fc.constantFrom('restaurant' as const, 'other' as const),
      start: text,
      address: text,
      lat: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      safety_warnings: fc.option(fc.array(fc.string())),
    });
    const draft = fc.record({
      days: fc.array(
        fc.record({
          date: fc.constantFrom('2027-03-03', '2027-03-04', 'x'),
          items: fc.array(item),
        }),
      ),
    });
    fc.assert(
      fc.property(draft, (raw) => {
        const days = groundDraft(ItineraryDraft.parse(raw), aFrame(), [noma]);
        expect(days.map((one) => ItineraryDay.parse(one))).toEqual(days);
        expect(days.map(({ date }) => date)).toEqual(aFrame().dates);
      }),
    );
  });
});

describe('a plan of the agency’s places alone', () => {
  const titles = (frame: Frame, places: Parameters<typeof planOfPlaces>[1]) =>
    planOfPlaces(frame, places).map(({ items }) =>
      items.map(({ start, title }) => `${start} ${title}`),
    );

  it('gives every day something before it gives any day more, best first', () => {
    const visits = ['A', 'B', 'C'].map((name) => aPlace({ name }));
    const meal = aPlace({ name: 'Noma', type: 'restaurant' });
    expect(titles(aFrame(), [...visits, meal])).toEqual([
      [],
      ['10:00 A', '15:30 C', '20:30 Noma'],
      ['10:00 B'],
    ]);
  });

  it('says of everything that it is the agency’s', () => {
    const items = planOfPlaces(aFrame(), [aPlace({ name: 'A' })]).flatMap((one) => one.items);
    expect(items.map(({ source }) => source)).toEqual(['agency']);
  });

  it('sends nobody to a closed door', () => {
    // 4 March is a Thursday, 5 March a Friday.
    const places = [
      aPlace({ name: 'Museum', openingHours: 'Vie-Dom 10-18' }),
      aPlace({ name: 'Tower', openingHours: 'Jueves 14-20' }),
    ];
    expect(titles(aFrame(), places)).toEqual([[], ['15:30 Tower'], ['10:00 Museum']]);
  });

  it('only fills what the agency’s plan leaves free', () => {
    const sold = SoldPlan.parse({
      transfers: [{ start: '2027-03-05T10:30', pickUp: 'Lobby' }],
      items: [{ title: 'Canal tour', start: '2027-03-04' }],
    });
    const places = ['A', 'B'].map((name) => aPlace({ name }));
    expect(titles(aFrame({}, sold), places)).toEqual([[], [], ['15:30 A']]);
  });

  it('is none where there is nothing to visit', () => {
    expect(planOfPlaces(aFrame(), [aPlace({ name: 'Hotel Alexandra', type: 'hotel' })])).toEqual(
      [],
    );
    expect(planOfPlaces(aFrame(), [])).toEqual([]);
  });

  it('uses a place once, and only within the frame', () => {
    const type = fc.constantFrom(
      'restaurant' as const,
      'attraction' as const,
      'activity' as const,
      'hotel' as const,
      'transport' as const,
      'other' as const,
    );
    fc.assert(
      fc.property(
        fc.array(type, { maxLength: 60 }),
        fc.integer({ min: 3, max: 20 }),
        (types, last) => {
          const frame = aFrame({
            trip: { returnDate: `2027-03-${String(last).padStart(2, '0')}` },
          });
          const places = types.map((one, index) => aPlace({ name: `Place ${index}`, type: one }));
          const items = planOfPlaces(frame, places).flatMap(({ date, items: ofDay }) =>
            ofDay.map((item) => ({ date, ...item })),
          );
          expect(new Set(items.map(({ title }) => title)).size).toBe(items.length);
          for (const { date, start } of items)
            expect(isWithin(frame, { date, time: start ?? '' })).toBe(true);
        },
      ),
    );
  });
});
