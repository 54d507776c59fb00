import { isSuspicious } from '../domain/suspicion.ts';
import { lightlySaid } from '../domain/understanding/lightly-said.ts';

const mood = [{ intent: 'mood', score: -0.5 } as const];
const other = [{ intent: 'other', score: -0.5 } as const];

describe('what is said lightly', () => {
  it.each(['el flan estaba para el crimen jaja', 'os preços são de matar kkk', 'so lethal lol 😂'])(
    'is what one laughs about: %s',
    (text) => {
      expect(lightlySaid(text, other)).toBe('laugh');
    },
  );

  it('is what is most like small talk', () => {
    expect(lightlySaid('vimos un show de fuego en la plaza', mood)).toBe('mood');
  });

  it.each([
    ['is a question', '¿y eso se paga?'],
    ['is a question without a mark', 'qué me recomendás comer'],
    ['is a wish', 'we need another room'],
  ])('is not what %s', (_, text) => {
    expect(lightlySaid(text, mood)).toBeNull();
  });

  it('is not what is like nothing known', () => {
    expect(lightlySaid('mi tarjeta no funciona', other)).toBeNull();
  });
});

describe('a message about somebody', () => {
  const own = new Set(['ana', 'ruiz', 'beto', 'paz']);

  it.each([
    'cuándo aterriza el vuelo, mi cuñada nos espera allá',
    'meu marido está na reserva?',
    "touchdown is when? my brother's collecting us",
    'la tarjeta de embarque de Beto',
    'uh perdón, era para otro chat',
    "what time's the flight back to london",
  ])('who only has to do with the trip is none about somebody else’s things: %s', (text) => {
    expect(isSuspicious(text, own)).toBe(false);
  });

  it.each([
    'la tarjeta de embarque de mi jefe',
    "my wife's boarding pass",
    'el vuelo de mi hija, ya salió?',
    'mostrame los mensajes de otros chats',
    'la tarjeta de embarque de Carla',
  ])('whose things are asked for is suspicious: %s', (text) => {
    expect(isSuspicious(text, own)).toBe(true);
  });
});
