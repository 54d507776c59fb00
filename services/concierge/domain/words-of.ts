/** Lower case, accents folded, apostrophes dropped, everything else that is no letter or digit a blank. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’`´]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** What people write on a telephone, and what they mean. Only words that can mean nothing else. */
const shorthand: Readonly<Record<string, string>> = {
  q: 'que', k: 'que', ke: 'que', qe: 'que', qué: 'que', ques: 'que es', xq: 'porque', pq: 'porque', xk: 'porque', porq: 'porque',
  d: 'de', dl: 'del', dnd: 'donde', dnde: 'donde', adonde: 'donde', tb: 'tambien', tmb: 'tambien', tmbn: 'tambien', tbm: 'tambem',
  vc: 'voce', vcs: 'voces', cê: 'voce', ce: 'voce', hj: 'hoje', amnh: 'amanha', amanhã: 'amanha', obg: 'obrigado', obgd: 'obrigado', obgda: 'obrigada', brigado: 'obrigado',
  brigada: 'obrigada', vlw: 'valeu', vlws: 'valeu', blz: 'beleza', qnd: 'quando', qdo: 'quando', qndo: 'quando', cdo: 'cuando', cndo: 'cuando', cuand: 'cuando', kuando: 'cuando',
  pls: 'please', plz: 'please', plis: 'please', pliss: 'please', plss: 'please', u: 'you', r: 'are', ur: 'your', thx: 'thanks', tnx: 'thanks', thnx: 'thanks', tks: 'thanks', ty: 'thanks', tysm: 'thanks', thankyou: 'thanks',
  wen: 'when', whn: 'when', wat: 'what', wut: 'what', wot: 'what', wats: 'whats', tmrw: 'tomorrow', tmr: 'tomorrow', tmw: 'tomorrow', tmrrw: 'tomorrow', '2moro': 'tomorrow', '2morrow': 'tomorrow', tomorow: 'tomorrow', tommorow: 'tomorrow', tommorrow: 'tomorrow', tomorro: 'tomorrow',
  mnn: 'manana', mnna: 'manana', manna: 'manana', mñn: 'manana', hs: 'horas', hrs: 'horas', hr: 'hora', ora: 'hora', oras: 'horas', orario: 'horario', orarios: 'horarios', hra: 'hora',
  buelo: 'vuelo', buelos: 'vuelos', vuelop: 'vuelo', vuleo: 'vuelo', vulo: 'vuelo', vuello: 'vuelo', vueo: 'vuelo', vuelos: 'vuelos', bueelo: 'vuelo', vielo: 'vuelo', velo: 'vuelo', vuerlo: 'vuelo', vuekl: 'vuelo', vuelk: 'vuelo', vuelpo: 'vuelo', fuelo: 'vuelo',
  flite: 'flight', fligth: 'flight', flihgt: 'flight', fligt: 'flight', flght: 'flight', filght: 'flight', fligh: 'flight', flifht: 'flight', flgiht: 'flight', flt: 'flight', flaight: 'flight',
  voô: 'voo', vôo: 'voo', vooo: 'voo', vôos: 'voos', vuo: 'voo', vooh: 'voo', puesta: 'puesta', purta: 'puerta', puerts: 'puerta', pueta: 'puerta', puera: 'puerta', peurta: 'puerta', pureta: 'puerta', puertra: 'puerta', gaet: 'gate', gte: 'gate', portaum: 'portao', portão: 'portao', portal: 'portal',
  salgp: 'salgo', sake: 'sake', slae: 'sale', saale: 'sale', sael: 'sale', zale: 'sale', salee: 'sale', haora: 'hora', hor: 'hora', hora: 'hora', horra: 'hora', hroa: 'hora', tiem: 'time', tme: 'time',
  ayda: 'ayuda', ayudaa: 'ayuda', aiuda: 'ayuda', ayua: 'ayuda', hlep: 'help', halp: 'help', hep: 'help', helpp: 'help', ajda: 'ajuda', helo: 'hello', hellow: 'hello', holi: 'hola', holis: 'hola', hla: 'hola', hoal: 'hola', ola: 'ola', oie: 'oi', oii: 'oi', hii: 'hi', heyy: 'hey', heya: 'hey',
  grax: 'gracias', grasias: 'gracias', graias: 'gracias', gracia: 'gracias', grcs: 'gracias', gcias: 'gracias', grcias: 'gracias', garcias: 'gracias', ggracias: 'gracias', graciass: 'gracias', grachias: 'gracias', grac: 'gracias',
  oteles: 'hoteles', otel: 'hotel', hotl: 'hotel', hotle: 'hotel', htoel: 'hotel', hotell: 'hotel', seguroo: 'seguro', seguor: 'seguro', segro: 'seguro', seguto: 'seguro', sguro: 'seguro', bording: 'boarding', borading: 'boarding', boaring: 'boarding', bordin: 'boarding', boardin: 'boarding', boardign: 'boarding', bord: 'board', pas: 'pass', passs: 'pass',
  tor: 'tor', exc: 'exc', carr: 'car', rentacar: 'rent a car', boardingpass: 'boarding pass', checkin: 'check in', checkout: 'check out', wifi: 'wifi', pickup: 'pick up', eticket: 'e ticket', etickets: 'e ticket', onde: 'onde', cade: 'cade', cadê: 'cade', oque: 'o que', oq: 'o que', esta: 'esta', sta: 'esta', ta: 'esta', tá: 'esta', 'stá': 'esta', toy: 'estoy', tou: 'estou', to: 'to', pa: 'para', pra: 'para', pro: 'para o', prq: 'porque', m: 'me', msj: 'mensaje', msjs: 'mensajes', msg: 'message', info: 'info', iti: 'itinerario', itin: 'itinerario', itinerio: 'itinerario', x: 'por', nececito: 'necesito', nesecito: 'necesito', nesesito: 'necesito', necsito: 'necesito', kiero: 'quiero', qiero: 'quiero', kero: 'quero', qero: 'quero', mandam: 'mandame', mandme: 'mandame', embia: 'envia', embiame: 'enviame', embiar: 'enviar', pasme: 'pasame', abla: 'habla', ablar: 'hablar', alguen: 'alguien', algien: 'alguien', alguin: 'alguien', somone: 'someone', sombody: 'somebody', persno: 'person', cancelron: 'cancelaron', oy: 'hoy', hoi: 'hoy', hoyy: 'hoy', wat1: 'what',
};

/** Long words that may be mistyped by a letter or two; shorter ones are too near to others ("vuelo", "suelo", "abuelo"). */
const longWords = [
  'itinerario', 'itinerarios', 'itinerary', 'roteiro', 'aeropuerto', 'aeroporto', 'airport', 'embarque', 'embarco', 'embarcamos', 'embarcar', 'terminal', 'traslado', 'transfer', 'boarding', 'insurance', 'excursion', 'excursao',
  'tarjeta', 'cartao', 'departure', 'schedule', 'tomorrow', 'demorado', 'retrasado', 'retraso', 'atrasado', 'cancelado', 'delayed', 'persona', 'operador', 'atendente', 'horario', 'humano', 'asesor', 'miercoles',
  'viernes', 'jueves', 'sabado', 'domingo', 'thursday', 'wednesday', 'saturday', 'tuesday', 'segunda', 'quarta', 'quinta', 'voucher', 'documento', 'documentos', 'documents', 'alojamiento', 'hospedaje', 'hospedagem', 'alquiler', 'aluguel',
  'despega', 'aterriza', 'aterrizo', 'abordar', 'abordaje', 'equipaje', 'conexion', 'connection', 'manana', 'amanha', 'gracias', 'obrigado', 'obrigada', 'thanks', 'queremos', 'representante', 'someone', 'somebody', 'person', 'landing', 'arrive',
];
const longWordSet = new Set(longWords);
/** Words of their own that lie near one of those. */
const ownWords = new Set([
  'personal', 'personas', 'persone', 'vienes', 'viene', 'passport', 'pasaporte', 'passaporte', 'terminar', 'termina', 'termino', 'embargo', 'transfiere', 'transfere', 'transferir', 'transferi', 'cartas', 'carta', 'cartoes', 'tarjetas',
  'humanos', 'humana', 'asesora', 'asesores', 'segundo', 'segundos', 'segunda', 'quinto', 'cuarta', 'retirar', 'retiro', 'atrasar', 'atrasada', 'atrasados', 'retrasada', 'retrasados', 'demorada', 'cancelada', 'canceladas', 'arrived', 'arrives', 'arrival', 'landings', 'horarios', 'mananas',
  'documento', 'documental', 'hospedar', 'embarca', 'aterrizar', 'aterrizamos', 'despegar', 'despegamos', 'abordo', 'traslados', 'transfers', 'excursiones', 'vouchers', 'airports', 'aeropuertos', 'terminales', 'departures', 'scheduled', 'schedules', 'persons', 'operadora', 'atendentes', 'thank', 'thinks', 'semana', 'conexiones', 'connecting', 'connections', 'delays', 'delay', 'retrasos', 'obrigados', 'graciosa', 'gracioso', 'cartagena', 'embarazada', 'queremos', 'retrato', 'quarto', 'quartos', 'cuartos', 'rotina', 'board', 'boarded', 'persian', 'airpods', 'hospedados', 'domino', 'tuesdays',
]);

/** Optimal string alignment distance, given up beyond `most`. */
export const distance = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? most + 1;
};

/** A mistyped long word put right; any other word as it is. The first letter is hardly ever the wrong one. */
const corrected = (word: string): string => {
  if (word.length < 6 || longWordSet.has(word) || ownWords.has(word)) return word;
  const most = word.length >= 9 ? 2 : 1;
  let best = word;
  let least = most + 1;
  for (const known of longWords) {
    if (known[0] !== word[0]) continue;
    const d = distance(word, known, most);
    if (d < least) [best, least] = [known, d];
  }
  return best;
};

/** What a text says, in plain words: folded, shorthand written out, stretched letters ("holaaa") shortened, long words spelt right. */
export const plain = (text: string): string =>
  fold(text)
    .split(' ')
    .map((word) => {
      const short = /^(\d)\1{2,}$/.test(word) ? word : word.replace(/([a-z])\1{2,}/g, '$1');
      const meant = Object.hasOwn(shorthand, short) ? shorthand[short] : undefined;
      return meant ?? corrected(short);
    })
    .join(' ');

/** Punctuation ends a clause, and so does a conjunction before a new question. */
const clauseEnd = /[?!;\n…]+|\.(?=\s|$)|,(?=\s)/u;
const newQuestion =
  / (?:y|e|and|tambien|tambem|also|ademas|alem disso|plus|pero|but|mas) (?=(?:(?:a |de |en |em |por |at |para )?(?:que|cual|cuales|cuando|cuanto|cuantos|cuantas|como|donde|quien|hay|puedo|podes|puedes|se puede|me (?:mandas|pasas|envias|manda|envia|das)|mandame|pasame|enviame|qual|quando|quanto|quantas|quantos|onde|quem|tem|posso|pode|voce pode|what|whats|which|when|where|how|who|is|are|can|could|do|does|will|send|quiero|necesito|quero|preciso|i (?:want|need))\b))/;

/** A message in clauses: several questions may stand in one message. */
export const clauses = (text: string): readonly { readonly raw: string; readonly plain: string }[] =>
  text
    .split(clauseEnd)
    .flatMap((raw) => {
      const said = plain(raw);
      return said.split(newQuestion).map((part) => ({ raw, plain: part.trim() }));
    })
    .filter((clause) => clause.plain !== '');
