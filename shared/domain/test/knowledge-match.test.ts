import { KnowledgeInput } from '../knowledge.ts';
import { answersFrom, scoredEntries } from '../knowledge-match.ts';

/** What an agency writes down in its first week; `name` is what the test calls it. */
const written: Readonly<Record<string, string>> = {
  pets: '¿Puedo viajar con mascotas?',
  luggage: '¿Cuánto equipaje puedo llevar? ¿Cuántas valijas incluye el pasaje?',
  visa: '¿Necesito visa?',
  passport: '¿Con cuánta vigencia tiene que estar mi pasaporte?',
  insurance: '¿Qué cubre el seguro de viaje?',
  refund: '¿Me devuelven el dinero si cancelo el viaje?',
  payment: '¿Cómo puedo pagar? ¿Aceptan tarjetas?',
  wheelchair: '¿Cómo pido silla de ruedas en el aeropuerto?',
  pool: '¿El hotel tiene pileta?',
  breakfast: '¿El desayuno está incluido?',
  plug: '¿Qué enchufe necesito?',
  tips: '¿Cuánta propina se deja?',
  stroller: '¿Puedo llevar el cochecito del bebé?',
  liquids: '¿Puedo llevar líquidos en el equipaje de mano?',
};
const candidates = Object.entries(written).map(([name, question], index) => ({
  entry: {
    ...KnowledgeInput.parse({ question, answers: { es: `Respuesta de la agencia: ${name}.` } }),
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  },
  similarity: null,
}));
const answeringEntry = ([best]: ReturnType<typeof scoredEntries>) =>
  best && best.score >= answersFrom ? best.entry : null;
const nameOf = (question: string): string | null => {
  const entry = answeringEntry(scoredEntries(question, candidates));
  return Object.keys(written).find((name) => written[name] === entry?.question) ?? null;
};

/** Questions of travellers, by the entry that answers them. */
const asked: readonly (readonly [string, readonly string[]])[] = [
  [
    'pets',
    [
      '¿puedo llevar mi perro?',
      'se puede viajar con el gato',
      'can I bring my dog?',
      'are pets allowed on the flight?',
      'posso levar meu cachorro?',
      'viajo con mi mascota, hay problema?',
    ],
  ],
  [
    'luggage',
    ['cuantas valijas puedo llevar?', 'how many bags can I take?', 'quantas malas posso levar'],
  ],
  ['visa', ['hace falta visa?', 'do I need a visa?', 'preciso de visto para entrar?']],
  ['passport', ['mi pasaporte vence pronto, sirve?', 'how long must my passport be valid?']],
  [
    'insurance',
    ['que cubre el seguro?', 'what does the insurance cover?', 'o que o seguro cobre?'],
  ],
  ['refund', ['si cancelo me devuelven la plata?']],
  ['payment', ['se puede pagar con tarjeta?', 'can I pay by card?', 'posso pagar com cartão?']],
  [
    'wheelchair',
    ['necesito una silla de ruedas', 'I need a wheelchair', 'preciso de cadeira de rodas'],
  ],
  ['pool', ['hay piscina en el hotel?', 'does the hotel have a pool?', 'o hotel tem piscina?']],
  ['breakfast', ['incluye desayuno?', 'is breakfast included?']],
  ['plug', ['que adaptador tengo que llevar?', 'which plug do I need?', 'que tomada usam lá?']],
  ['tips', ['hay que dejar propina?', 'do I have to tip?']],
  ['stroller', ['puedo llevar el carrito de mi bebe?', 'can I bring a stroller?']],
];

/** What nobody wrote an answer to, some of it about a thing that an entry names. */
const unanswered = [
  '¿cómo llego al hotel?',
  '¿a qué hora es el desayuno?',
  'mi perro se perdió en el aeropuerto y no lo encuentro',
  'perdieron mi valija, qué hago?',
  'me robaron el pasaporte',
  '¿qué tiempo va a hacer en Roma?',
  'where can I buy a football shirt?',
  'hay algún supermercado cerca del hotel?',
  'what is the best museum for kids?',
  'onde posso trocar de roupa?',
  'quiero cambiar mi vuelo para el martes',
  'can you recommend a restaurant near the pool?',
  'el hotel es un desastre, quiero hablar con alguien',
  'hay pileta climatizada abierta de noche para adultos?',
  'hola, cómo estás?',
  '👍',
  'cuánto dura el vuelo?',
  'mi hijo tiene fiebre',
  'posso levar prancha de surf?',
  'se puede fumar en la habitación?',
];

describe('an entry of the agency', () => {
  it.each(asked.flatMap(([name, questions]) => questions.map((text) => [name, text] as const)))(
    'answers about %s: %s',
    (name, text) => {
      expect(nameOf(text)).toBe(name);
    },
  );

  it.each(unanswered)('does not answer %s', (text) => {
    expect(nameOf(text)).toBeNull();
  });

  it('answers by its meaning where the words are others, and not below the threshold', () => {
    const [first, ...others] = candidates;
    if (!first) throw new Error('there are entries');
    const at = (similarity: number) =>
      answeringEntry(scoredEntries('xyzzy', [{ ...first, similarity }, ...others]));
    expect(at(0.6)).toEqual(first.entry);
    expect(at(0.59)).toBeNull();
  });

  it('about an extra one does not answer about those that are included, nor of one that is lost', () => {
    const entry = {
      ...KnowledgeInput.parse({
        question: 'How much is an extra bag?',
        answers: { en: '70 USD.' },
      }),
      id: '00000000-0000-4000-8000-000000000001',
    };
    const isAnswered = (question: string) =>
      answeringEntry(scoredEntries(question, [{ entry, similarity: null }])) !== null;
    expect(isAnswered('what does a second suitcase cost')).toBe(true);
    expect(isAnswered('how many bags can I take?')).toBe(false);
    expect(isAnswered('my extra bag is lost, how much do I get?')).toBe(false);
  });

  it('that holds for fewer travellers goes before one for all', () => {
    const [pets] = candidates;
    if (!pets) throw new Error('there are entries');
    const ofAirline = {
      entry: { ...pets.entry, id: '00000000-0000-4000-8000-999999999999', airline: 'AR' },
      similarity: null,
    };
    expect(answeringEntry(scoredEntries('¿puedo llevar mi perro?', [pets, ofAirline]))).toEqual(
      ofAirline.entry,
    );
  });
});
