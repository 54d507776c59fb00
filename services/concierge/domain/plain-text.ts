import { wordList } from './multiline.ts';

/**
 * Lower case, accents folded, apostrophes dropped, everything else that is no letter or digit a
 * blank.
 */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’`´]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * Words with their usual shorthand and misspellings, of those only what can mean nothing else.
 */
const spellings: Readonly<Record<string, string>> = {
  que: 'q k ke qe',
  'que es': 'ques',
  porque: 'xq pq xk porq prq',
  por: 'x',
  de: 'd',
  del: 'dl',
  donde: 'dnd dnde adonde',
  tambien: 'tb tmb tmbn tambn',
  tambem: 'tbm',
  voce: 'vc ce',
  voces: 'vcs',
  hoje: 'hj',
  amanha: 'amnh',
  manana: 'mnn mnna manna',
  hoy: 'oy hoi',
  tomorrow: 'tmrw tmr tmw tmrrw 2moro 2morrow tomorow tommorow tommorrow tomorro',
  obrigado: 'obg obgd brigado',
  obrigada: 'obgda brigada',
  valeu: 'vlw vlws',
  beleza: 'blz',
  quando: 'qnd qdo qndo',
  cuando: 'cdo cndo cuand kuando',
  please: 'pls plz plis pliss plss',
  you: 'u',
  are: 'r',
  your: 'ur',
  thanks: 'thx tnx thnx tks ty tysm thankyou',
  when: 'wen whn',
  what: 'wat wut wot',
  whats: 'wats',
  hora: 'hr ora hra haora horra hroa',
  horas: 'hs hrs oras',
  horario: 'orario',
  horarios: 'orarios',
  vuelo: 'buelo vuelop vuleo vulo vuello vueo bueelo vielo vuerlo vuelk vuelpo fuelo',
  vuelos: 'buelos',
  flight: 'flite fligth flihgt fligt flght filght fligh flifht flgiht flaight',
  voo: 'vuo vooh',
  puerta: 'purta puerts pueta puera peurta pureta puertra',
  gate: 'gaet gte',
  portao: 'portaum',
  sale: 'slae saale sael zale',
  ayuda: 'ayda aiuda ayua',
  help: 'hlep halp hep helpp',
  ajuda: 'ajda',
  hola: 'holi holis hla hoal',
  oi: 'oie oii',
  hi: 'hii',
  hello: 'helo hellow',
  hey: 'heyy heya',
  gracias: 'grax grasias graias gracia grcs gcias grcias garcias graciass grachias',
  hotel: 'otel hotl hotle htoel hotell',
  seguro: 'seguroo seguor segro sguro',
  embarque: 'embarke embarqe enbarque',
  boarding: 'bording borading boaring bordin boardin boardign',
  pass: 'passs',
  'rent a car': 'rentacar',
  'boarding pass': 'boardingpass',
  'check in': 'checkin chekin',
  'check out': 'checkout',
  'pick up': 'pickup',
  'e ticket': 'eticket etickets',
  'o que': 'oque oq',
  esta: 'sta ta',
  estoy: 'toy',
  estou: 'tou',
  para: 'pa pra',
  'para o': 'pro',
  me: 'm',
  mensaje: 'msj',
  mensajes: 'msjs',
  message: 'msg',
  itinerario: 'iti itin itinerio itenerario',
  necesito: 'nececito nesecito nesesito necsito',
  quiero: 'kiero qiero kero qero',
  mandame: 'mandam mandme',
  enviame: 'embiame',
  envia: 'embia',
  pasame: 'pasme',
  hablar: 'ablar',
  alguien: 'alguen algien alguin',
  someone: 'somone',
  somebody: 'sombody',
  cancelaron: 'cancelron',
};
const wordOfSpelling = new Map(
  Object.entries(spellings).flatMap(([word, all]) =>
    all.split(' ').map((spelling) => [spelling, word] as const),
  ),
);

/**
 * Long words that may be mistyped by a letter or two; shorter ones are too near to others ("vuelo",
 * "suelo", "abuelo").
 */
const longWords = wordList`
  itinerario itinerarios itinerary roteiro aeropuerto aeroporto airport embarque embarco embarcamos
  embarcar terminal traslado transfer boarding insurance excursion excursao tarjeta cartao departure
  schedule tomorrow demorado retrasado retraso atrasado cancelado delayed persona operador atendente
  horario humano asesor miercoles viernes jueves sabado domingo thursday wednesday saturday tuesday
  segunda quarta quinta voucher documento documentos documents alojamiento hospedaje hospedagem
  alquiler aluguel despega aterriza aterrizo abordar abordaje equipaje conexion connection manana
  amanha gracias obrigado obrigada thanks queremos representante someone somebody person landing
  arrive
`;
const longWordSet = new Set(longWords);
/** Words that are spelt right, though they are near one of those. */
const correctWords = new Set(wordList`
  cancelar cancele cancelen cancela cancelo cancelas cancelamos cancelada cancelados cancelled
  canceled collection collections document departed assurance atender atendido conexiones excursao
  excursoes itinerante terminado terminada hospedado hospedada hospedados retrasar aeropuertos
  wednesdays representa operacion alojado alojados personal personas persone vienes viene passport
  pasaporte passaporte terminar termina termino embargo transfiere transfere transferir transferi
  cartas carta cartoes tarjetas humanos humana asesora asesores segundo segundos segunda quinto
  cuarta retirar retiro atrasar atrasada atrasados retrasada retrasados demorada cancelada
  canceladas arrived arrives arrival landings horarios mananas documento documental hospedar embarca
  aterrizar aterrizamos despegar despegamos abordo traslados transfers excursiones vouchers airports
  aeropuertos terminales departures scheduled schedules persons operadora atendentes thank thinks
  semana conexiones connecting connections delays delay retrasos obrigados graciosa gracioso
  cartagena embarazada queremos retrato quarto quartos cuartos rotina board boarded persian airpods
  hospedados domino tuesdays
`);

/** Optimal string alignment distance of two words; `max + 1` for whatever is beyond `max`. */
export const distance = (a: string, b: string, max: number): number => {
  if (Math.abs(a.length - b.length) > max) return max + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? max + 1;
};

/**
 * The word, or the long word that it is a misspelling of. The first letter is hardly ever the wrong
 * one.
 */
const corrected = (word: string): string => {
  if (word.length < 6 || longWordSet.has(word) || correctWords.has(word)) return word;
  let best = word;
  let least = 3;
  for (const known of longWords) {
    if (known[0] !== word[0]) continue;
    const max = known.length >= 9 && word.length >= 7 ? 2 : 1;
    const d = distance(word, known, max);
    if (d <= max && d < least) [best, least] = [known, d];
  }
  return best;
};

/**
 * A text in plain words: folded, shorthand written out, repeated letters ("holaaa") reduced to one,
 * long words spelt right.
 */
export const plain = (text: string): string =>
  fold(text)
    .split(' ')
    .map((word) => {
      const short = /^(\d)\1{2,}$/.test(word)
        ? word
        : word.replace(/([a-z])\1{2,}/g, '$1').replace(/(?<=..)(a|i|u)\1$/, '$1');
      return wordOfSpelling.get(short) ?? corrected(short);
    })
    .join(' ');
