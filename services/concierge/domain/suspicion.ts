import { anyOf, regex, source, wordList } from './multiline.ts';
import { fold } from './plain-text.ts';

/** Attempts to give orders to the software. */
const orders = regex`
  \b(?:
    (?:
      ignor[ae]\w*|disregard|forget|olvida\w*|olvidate|esquec[ae]\w*|desconsider[ae]\w*|override|
      bypass|omit[ei]\w*|salta\w*|descarta\w*|overlook|skip
    )(?: \w+){0,6} (?:
      instrucciones|instruccion|instructions?|instrucoes|instrucao|reglas?|rules?|regras?|
      prompts?|guidelines|restricciones|restrictions|restricoes|todo lo anterior|anteriores?|
      previous|above|everything|politicas?|policies|policy|filtros?|filters?|safety|seguridad|
      seguranca|limitaciones|programming|programacion|programacao|ordenes|orders|configuracion
    )|
    (?:system|developer|sistema|desarrollador|hidden|secret|initial|original|inicial) (?:
      prompt|message|mensaje|mensagem|instructions?|instrucciones|mode|override
    )|system override|prompt|jailbreak\w*|dan mode|developer mode|
    modo (?:
      desarrollador|administrador|admin|dios|debug|root|programador|desenvolvedor|sin filtros?|
      sem filtros?
    )|debug mode|god mode|admin(?:istrator|istrador|istradora)? (?:mode|access|acceso|acesso)|
    sudo|root access|acceso root|
    (?:
      you are|youre|eres|sos|voce e|you will be|actua|actuas|act|acts|behave|comportate|pretend|
      finge|finja|haz de cuenta|hace de cuenta|simula|simule|roleplay|imagine|imagina|imagine que|
      imagina que|aja|faca de conta
    )(?: \w+){0,4} (?:
      now|ahora|agora|as|como|to be|that you|que sos|que eres|que voce|un hacker|administrador\w*|
      admin|dan|developer|desarrollador|unrestricted|sin restricciones|sem restricoes|root|system|
      sistema|operator mode|otro pasajero|another|employee|empleado|funcionario
    )|from now on|de ahora en (?:mas|adelante)|a partir de (?:ahora|agora)|
    desde ahora (?:sos|eres)|nuevas instrucciones|new instructions|novas instrucoes|new rules?|
    new task|base de datos|database|base de dados|banco de dados|sql|select (?:\w+ )*from|
    drop table\w*|union select|insert into|delete from|or 1 1|api ?keys?|
    clave(?:s)? (?:de )?(?:api|acceso)|tokens?|passwords?|contrasenas?|senhas?|credentials?|
    credenciales|credenciais|env (?:file|vars?|variables?)|variables? de entorno|
    environment variables?|codigo fuente|source code|backend|logs?|json|xml|function call|
    tool call|tools?|herramientas?|ferramentas?|call (?:the )?function|execute|ejecuta\w*|
    executa\w*|script|javascript|base64|endoftext|im start|im end|inst|assistant|agency ?id|
    trip ?id|tenant\w*|user ?id|uuid|set agency|role system|config(?:uration|uracion)?
  )\b
`;
/** Marks of a forged conversation or template. */
const forged = new RegExp(
  [
    String.raw`<\/?\s*(?:system|user|assistant|instructions?|admin|tool)\b`,
    String.raw`\[\/?(?:inst|system|admin)\b`,
    String.raw`<\|[^|\n]*\|>`,
    source`
      ^[ \t]*(?:
        system|assistant|admin|sistema|sistema administrador|tool|developer|asistente
      )\s*:
    `,
    String.raw`\{\{[^{}\n]*\}\}`,
    String.raw`\$\{[^{}\n]*\}`,
    '```',
    String.raw`##\s*(?:system|instruction|instruc)`,
  ].join('|'),
  'imu',
);

/** Other people and their things. */
const others = anyOf(
  source`
    (?:
      otr[oa]s?|others?|another|outr[oa]s?|demas|cualquier|any|some other|
      toda?s? (?:l[oa]s|os|as)?|all (?:the |other |of the |your )?|every|cada|ultimo|ultimos|last|
      anterior|previous|next|siguiente|proximo|los|las|the|os|as|sus|your|seus
    ) ?(?:otr[oa]s |other |outr[oa]s )?(?:
      pasajer[oa]s?|viajer[oa]s?|clientes?|huespedes?|usuari[oa]s?|passengers?|travell?ers?|
      customers?|clients?|guests?|users?|agencia[s]?|agency|agencies|passageir[oa]s?|viajantes?|
      hospedes?|empresas?|compan(?:y|ies)|inquilinos?|cuentas?|accounts?|contas?|numeros?|
      telefonos?|phone numbers?|conversaciones|conversations?|chats?|conversas
    )
  `,
  source`
    (?:
      otr[oa]s?|other|another|outr[oa]s?|someone elses?|somebody elses?|de alguien mas|
      de otra persona|de outra pessoa|different|diferente|distint[oa]
    ) (?:\w+ )?(?:
      viajes?|trips?|viagens?|viagem|reservas?|bookings?|reservations?|personas?|person|people|
      pessoas?|itinerari\w+|roteiros?|tarjetas? de embarque|boarding pass(?:es)?|documentos?|
      documents?|vouchers?|agencia|agency|familia|family|nombre|name|nome
    )
  `,
  source`
    (?:someone|somebody|anyone|everyone|everybody)(?: else)?s (?:\w+ ){0,2}
    (?:boarding|flight|itinerary|hotel|trip|booking|documents?|insurance|gate|voucher|data|info)
  `,
  'someone else',
  'somebody else',
  'everyone elses',
  'de otra persona',
  'de outra pessoa',
  'de alguien mas',
  'de outro alguem',
  source`
    (?:
      lista|list|listado|listame|listar|liste|enumera|dump|exporta?\w*|export|download all|reveal|
      revela\w*|leak|filtra
    )(?: \w+){0,5} (?:
      pasajer[oa]s|passengers|clientes|customers|clients|viajer[oa]s|travell?ers|passageir[oa]s|
      viajes|trips|viagens|reservas|bookings|vuelos|flights|voos|usuarios|users|datos|data|dados|
      numeros|numbers|telefonos|phones|telefones|todo|everything|tudo|all|agencias|agencies|
      documentos|documents|hoteles|hotels|itinerarios|itineraries
    )
  `,
  source`
    todos los (?:
      viajes|pasajeros|clientes|vuelos de|datos de|numeros|telefonos|documentos de|itinerarios de
    )
  `,
  'todas las (?:reservas|agencias|tarjetas de embarque|conversaciones)',
  source`
    all (?:
      trips|bookings|reservations|passengers|flights in|customers|phone numbers|boarding passes|
      itineraries
    )
  `,
  'todas as (?:reservas|viagens|agencias|conversas)',
  'todos os (?:passageiros|clientes|dados|viajantes|itinerarios|roteiros|cartoes)',
  'quien(?:es)? mas (?:viaja|vuela|va|esta)\\w*',
  'who else',
  'quem mais',
  'que otros',
  'which other',
  'quais outros',
  source`
    (?:de|del|da|do|for|of|from) (?:la |el |a |o |the )?(?:
      pasajer[oa]|passenger|passageir[oa]|cliente|customer|client|viajer[oa]|travell?er|viajante|
      huesped|guest|hospede|usuario|user|agencia|agency
    )
  `,
  source`
    (?:la|el|a|o|the|una|un|uma|um|an?) (?:
      pasajer[oa]|passenger|passageir[oa]|cliente|customer|client|viajer[oa]|travell?er|agencia|
      agency
    ) (?:
      que|llamad[oa]|named|called|chamad[oa]|de nombre|sentad[oa]|next to|with|del|al lado|of|who|
      con|\w+ \w+
    )
  `,
  'asiento de al lado',
  'seat next to',
  'person next to',
  'datos personales (?:de|del) (?!mi)',
  'personal (?:data|information|info) (?:of|about)',
  'dados pessoais (?:de|do|da) (?!meu)',
  source`
    soy (?:el |la |un |una )?(?:
      admin\w*|dueñ[oa]|duen[oa]|gerente|desarrollador\w*|programador\w*|agente|empleado|
      supervisor|de la agencia|de soporte|tecnico
    )
  `,
  source`
    (?:i am|im|this is) (?:the |an? |your )?(?:
      admin\w*|owner|manager|developer|agent|employee|supervisor|engineer|programmer|
      from the agency|from support|support|openai|ceo|travel agent|agency
    )
  `,
  source`
    (?:eu )?sou (?:o |a |um |uma )?(?:
      admin\w*|don[oa]|gerente|desenvolvedor\w*|programador\w*|agente|funcionari[oa]|supervisor|
      da agencia|do suporte|tecnico
    )
  `,
);

const things = source`
  (?:
    boarding ?pass(?:es)?|boarding cards?|tarjetas? de embarque|
    pases? de (?:abordar|abordo|embarque)|cart(?:ao|oes) de embarque|vuelos?|flights?|voos?|
    gates?|puertas?|portao|portoes|itinerari?os?|itinerary|roteiros?|hotel(?:es)?|documentos?|
    documents?|docs|seguros?|insurance|vouchers?|reservas?|bookings?|reservations?|viajes?|trips?|
    viagem|viagens|traslados?|transfers?|pasajes?|passagem|passagens|tickets?|billetes?|agenda|
    plan|plano|datos|dados|data|info|informacion|information|informacao|details|detalles|detalhes|
    telefono|phone|telefone|pasaporte|passport|passaporte|poliza|apolice|policy|auto|coche|carro|
    car|excursion|tour|tours|excursao|passeio|horario|hora|schedule|status|estado
  )
`;
/** Words that may follow "of" and are no person: own things, times and places. */
const notPeople = new Set(
  wordList`
    la el los las lo un una uno mi mis mi my me meu minha meus minhas o a os as um uma the our
    nuestro nuestra nosso nossa su tu ida vuelta regreso volta retorno embarque abordar abordo
    abordaje hoy manana pasado hoje amanha depois tarde noche noite dia day today tomorrow tonight
    monday tuesday wednesday thursday friday saturday sunday lunes martes miercoles jueves viernes
    sabado domingo segunda terca quarta quinta sexta feira
    viaje viajes viagem trip travel viajero salud saude medica medico asistencia assistencia vida
    avion aviao aereo hotel vuelo voo flight aeropuerto aeroporto airport alquiler aluguel rental
    embarcar salida saida llegada chegada partida departure arrival boarding conexion conexao
    connection las los conmigo esta este estos ese esa eso semana weekend fin mes ano julio junio
    mayo abril marzo febrero enero agosto septiembre setiembre octubre noviembre diciembre janeiro
    fevereiro marco maio junho julho setembro outubro novembro dezembro january february march april
    may june july august september october november december
    que cual qual what which how como cuando quando when donde onde where y e and to from at in on
    en em no na por para for de del da do dos das of a al ao entrada entradas museo museu museum
    ciudad cidade city tour excursion excursao traslado transfer auto coche carro car seguro
    insurance grupo group familia family todo todos tudo toda internet ingles espanol portugues
    english spanish portuguese primera segunda first second third ultimo ultima last next proximo
    proxima siguiente return outbound inbound nosotros nos us both los dos ambos
    mas mais more nuevo nueva new antes despues after before later luego ayer ontem yesterday aqui
    aca here alla there nombre name
  `,
);
/** Relatives and friends, whose things are not the traveller's. */
const kin = source`
  (?:
    amig[oa]|espos[oa]|marid[oa]|mujer|novi[oa]|pareja|herman[oa]|prim[oa]|ti[oa]|vecin[oa]|
    jef[ea]|companer[oa]|colega|suegr[oa]|cunad[oa]|ex|hij[oa]|mama|papa|madre|padre|
    abuel[oa]|friend|wife|husband|girlfriend|boyfriend|brother|sister|cousin|uncle|aunt|
    neighbou?r|boss|colleague|coworker|son|daughter|mom|mum|dad|mother|father|partner|
    namorad[oa]|irma|irmao|vizinh[oa]|chefe|filh[oa]|mae|pai|avo|sogr[oa]
  )
`;
const relative = `(?:mi|mis|my|meu|minha|nuestr[oa]|our|noss[oa]) ${kin}(?:s|es)?`;
/** "Sorry, that was for another chat." */
const wrongChat = regex`
  \b(?:para|pra|for|en|in|no|to) (?:otr[oa]|another|outr[oa]) (?:
    chat|conversa|conversacion|conversation|grupo|group|numero|number
  )\b
`;
const phone = /(?:\+?\d[\s().-]?){9,}/u;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/iu;

/**
 * Words that are the traveller's own: names of passengers with this phone, of their destinations
 * and of where they stay.
 */
export type OwnWords = ReadonlySet<string>;

const belongsTo = source`
  (?:
    de|del|da|do|of|for|para|from|a nombre de|in the name of|em nome de|belonging to|que tiene|
    pertenece a|pertenciente a
  )
`;
/** "My wife's pass"; not "my sister asks when the flight lands". */
const thingOfRelative = regex`
  \b(?:
    ${things}(?: \w+){0,3} ${belongsTo} ${relative}|
    (?:my|our) ${kin}s (?:\w+ ){0,2}${things}
  )\b
`;
const thingOfSomebody = new RegExp(
  source`
    \b${things}(?: ${belongsTo} (?:(?:la|el|the|o|a) )?${things})* (?:${belongsTo} )+
    (?:(?:la|el|the|o|a) )?
    ((?:(?:sra?|mr|mrs|ms|don|dona|senora?|senhora?) )?[a-z]{2,})(?: ([a-z]{2,}))?
  `,
  'g',
);
const apostrophe = "['’´`]";
/** "How long's the flight": before an article or another owner `'s` is "is". */
const possessive = new RegExp(
  source`
    \b(?:(\p{L}{2,})${apostrophe}s|(\p{Lu}\p{L}+s)['’])\s+
    (?!(?:the|an?|my|our|your|this|that)\b)(?:\w+\s+){0,2}(?:
      boarding|flight|itinerary|hotel|trip|booking|reservation|documents?|insurance|gate|voucher|
      transfer|ticket|seat|phone|data|details|schedule|pass
    )
  `,
  'giu',
);
const shortForms = new Set(wordList`
  what that let it here there how who where when today tomorrow tonight this flight hotel airline
  trip day time monday tuesday wednesday thursday friday saturday sunday he she everything why
`);

const withoutWrongChat = (text: string): string => fold(text).replace(wrongChat, ' ');

/** Whether a message gives orders to the software, whatever else it asks. */
export const givesOrders = (text: string): boolean =>
  forged.test(text) || uuid.test(text) || orders.test(withoutWrongChat(text));

/**
 * Whether a message is about somebody else's things, or gives orders to the software. Nothing on
 * file may be sent for such a message, whatever else it asks.
 * @param text the message as it was written.
 */
export const isSuspicious = (text: string, own: OwnWords): boolean => {
  const folded = withoutWrongChat(text);
  if (givesOrders(text) || phone.test(text) || others.test(folded)) return true;
  const isAboutRelative =
    thingOfRelative.test(folded) &&
    !/\b(?:conmigo|with me|comigo|con nosotros|with us|conosco)\b/.test(folded) &&
    !/\b(?:con|with|com|y|and|e) (?:mi|my|meu|minha)\b/.test(folded);
  if (isAboutRelative) return true;
  for (const [, singular, plural] of text.matchAll(possessive)) {
    const owner = fold(singular ?? plural ?? '');
    if (!shortForms.has(owner) && !own.has(owner)) return true;
  }
  for (const [, first = '', second = ''] of folded.matchAll(thingOfSomebody)) {
    const name = first.split(' ').at(-1) ?? '';
    if (
      (name === 'familia' || name === 'family') &&
      second !== '' &&
      !notPeople.has(second) &&
      !own.has(second)
    )
      return true;
    if (notPeople.has(name) || own.has(name)) continue;
    // A single word in lower case may be a place.
    const written =
      new RegExp(`\\b${name}\\b`, 'iu').exec(text.normalize('NFKD').replace(/\p{M}/gu, ''))?.[0] ??
      '';
    if (
      /^(?:sr|sra|mr|mrs|ms|don|dona|senor|senora|senhor|senhora) /.test(first) ||
      /^\p{Lu}/u.test(written) ||
      givenNames.has(name)
    )
      return true;
  }
  return false;
};

/**
 * Given names that are common where the three languages are spoken: a name may be written in lower
 * case.
 */
const givenNames = new Set(
  wordList`
    juan jose maria ana luis carlos jorge pedro pablo diego miguel rafael fernando sergio daniel
    david javier francisco antonio manuel alejandro alejandra andres andrea gabriel gabriela martin
    martina lucas lucia sofia camila valentina valeria julia julian juliana mariana marina marta
    laura paula carolina claudia patricia monica silvia sandra rosa elena isabel carmen teresa
    cristina natalia victoria florencia agustin agustina facundo matias nicolas santiago tomas
    joaquin ignacio gonzalo ricardo roberto eduardo raul hector oscar hugo ramon alberto alfredo
    enrique guillermo gustavo marcelo marcos mario mauricio beatriz beto
    joao paulo lucas mateus matheus thiago tiago felipe bruno leonardo rodrigo vinicius caio renata
    fernanda amanda bruna leticia larissa aline adriana luciana simone vanessa debora raquel helena
    alice luiz luiza antonia francisca
    john mary james robert michael william david richard joseph thomas charles christopher daniel
    matthew anthony mark donald steven paul andrew joshua kevin brian george edward peter sarah
    karen nancy lisa betty margaret sandra ashley emily donna michelle carol amanda melissa deborah
    stephanie rebecca sharon cynthia kathleen amy angela anna brenda pamela emma nicole helen
    samantha katherine christine oliver jack harry charlie oscar henry alice bob jane jill tom tim
    jim joe mike dave steve kate lucy sophie smith garcia perez gonzalez rodriguez lopez martinez
    fernandez gomez diaz silva santos souza oliveira pereira costa ferreira almeida
  `,
);
