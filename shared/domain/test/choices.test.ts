import { Choices, choicesOf, chosenBy, numbered } from '../choices.ts';

const options = (titles: readonly string[]) =>
  titles.map((title, index) => ({ id: `say:${index + 1}`, title }));
const offered = (titles: readonly string[], body = '¿Cuál?') =>
  choicesOf({ body, opener: 'Ver opciones', options: options(titles) });

describe('the answers that a message offers', () => {
  it('are buttons where they are three and short, else a list', () => {
    expect(offered(['Sí', 'No'])?.kind).toBe('buttons');
    expect(offered(['a'.repeat(20), 'b', 'c'])?.kind).toBe('buttons');
    expect(offered(['a'.repeat(21), 'b', 'c'])?.kind).toBe('list');
    expect(offered(['a', 'b', 'c', 'd'])?.kind).toBe('list');
  });

  it('are none where there is nothing to choose between, or too much is said', () => {
    expect(offered(['Sí'])).toBeNull();
    expect(offered(['Sí', 'No'], 'a'.repeat(1025))).toBeNull();
  });

  it('are within what WhatsApp takes, whatever they are called', () => {
    const long = 'Viajes del Río de la Plata y Asociados';
    const choices = offered([...Array.from({ length: 12 }, () => long), '✈️'.repeat(30)]);
    expect(Choices.parse(choices)).toEqual(choices);
    expect(choices?.options).toHaveLength(10);
    expect(new Set(choices?.options.map(({ title }) => title)).size).toBe(10);
    expect(choices?.options[0]?.title).toBe('Viajes del Río de la Pl…');
    expect(choices?.options[9]?.title).toBe('Viajes del Río de… (10)');
  });

  it('are in one line each, since a line break cannot be filled in', () => {
    const choices = offered(['Una\npersona', 'Mi  vuelo'], 'Hola.\n\n¿Qué necesitas?');
    expect(choices?.body).toBe('Hola. ¿Qué necesitas?');
    expect(choices?.options.map(({ title }) => title)).toEqual(['Una persona', 'Mi vuelo']);
  });

  it('are said with their numbers where nothing can be tapped', () => {
    const choices = offered(['Mi vuelo', 'Una persona']);
    expect(choices && numbered('¿Qué necesitas?', choices)).toBe(
      '¿Qué necesitas?\n\n1. Mi vuelo\n2. Una persona',
    );
  });
});

describe('an answer in words', () => {
  const three = options(['✈️ Mi vuelo', 'Cartão de embarque', 'No, seguir']);
  it.each([
    ['1', 'say:1'],
    ['2.', 'say:2'],
    ['3️⃣', 'say:3'],
    ['la 1', 'say:1'],
    ['a opção 2', 'say:2'],
    ['Opción número 3', 'say:3'],
    ['mi vuelo', 'say:1'],
    ['CARTAO DE EMBARQUE!', 'say:2'],
    ['no seguir', 'say:3'],
  ])('%j chooses %s', (said, id) => expect(chosenBy(said, three)?.id).toBe(id));
  it.each(['', '4', '0', '12', 'mi vuelo a qué hora sale', '2 horas', '1 y 2', 'no'])(
    '%j chooses nothing',
    (said) => expect(chosenBy(said, three)).toBeNull(),
  );
});
