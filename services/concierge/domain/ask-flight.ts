import { anyOf, regex, source, wordList } from './multiline.ts';

const flight = '(?:vuelos?|flights?|voos?|avion|plane|aviao|airplane)';

const flightNoun = anyOf(flight);
const when = source`
  (?:
    a que hora|que horas?|hora|horas|horario|horarios|cuando|quando|when|whens|what time|
    whats the time|whats the time|time|que dia|what day|which day|cuanto falta|quanto falta|
    falta mucho|how long|how much time|how many hours|que fecha|que data|what date|cuanto tiempo|
    quanto tempo|cuantas horas|quantas horas
  )
`;
const moves = source`
  (?:
    sale|salgo|salimos|salen|salir|salida|despega|despego|despegamos|despegar|despegue|parte|
    parto|partimos|partida|vuelo|volamos|vuelan|viajo|viajamos|viajar|embarco|embarca|embarcamos|
    embarcan|embarcar|embarque|embarcamento|abordo|abordamos|aborda|abordar|abordaje|subo|subimos|
    aterriza|aterrizo|aterra|aterramos|aterrar|descola|descolamos|aterrizamos|aterrizar|
    aterrizaje|llego|llegamos|llega|llegada|llegar|arribo|arriba|arribamos|sai|saio|saimos|sair|
    saida|decola|decolamos|decolar|decolagem|voo|voamos|pouso|pousa|pousamos|pousar|aterrissa|
    aterrisa|aterrissar|chego|chegamos|chega|chegar|chegada|depart|departs|departing|departure|
    leave|leaves|leaving|take off|takes off|taking off|takeoff|board|boards|boarding|land|lands|
    landing|arrive|arriving|arrives|arrival|get in|get to|get there|reach|getting to|touch down|
    fly|flying|fly out|flies
  )
`;
const late = source`
  (?:
    demora|demoras|demorad[oa]|demorara|retraso|retrasos|retrasad[oa]|retrasa|retraso|atraso|
    atrasos|atrasad[oa]|atrasou|atrasar|delay|delays|delayed|late|on time|a tiempo|en hora|
    a horario|em horario|no horario|na hora|en horario|puntual|pontual|on schedule|adelanto|
    adelantad[oa]|adelanto|adiantad[oa]|running late
  )
`;
const cancelled = source`
  (?:
    cancelad[oa]|cancelaron|cancelan|cancelo|cancela|cancelled|canceled|cancellation|cancelaram|
    cancelou|cancelamento|cancelacion|suspendid[oa]|suspendieron|suspenso|reprogramad[oa]|
    reprogramaron|remarcad[oa]|rescheduled|diverted|desviad[oa]|desviaron
  )
`;

/** Doors that are no gates. */
const otherDoors = regex`
  \b(?:puertas?|gates?|portao|portoes) (?:(?:d[eao]l?|da|do|of|to) )?(?:(?:la|el|mi|the|my) )?(?:
    hotel|casa|cuarto|habitacion|quarto|museo|museum|museu|parque|park|sol|brandemburgo|
    brandeburgo|brandenburg|alcala|bano|entrada|puerta|apartamento
  )\b|\bdoor\b|\b(?:brandenburg|golden) gate\b
`;
const gate = anyOf('puertas?', 'gates?', 'portao', 'portoes');
const terminal = anyOf('terminal(?:es|s)?');
const otherTerminals = regex`
  \b(?:omnibus|buses|bus|colectivos?|micros?|onibus|rodoviaria|train|ferry)\b
`;

const status = anyOf(
  source`
    (?:
      estado|status|situacion|situacao|info|informacion|information|informacao|informacoes|infos|
      datos|dados|detalles|details|detalhes|horarios?|numero|number|news|novedad|novedades|
      noticias|update|updates|novidades|novidade
    ) (?:
      (?:
        de|del|da|do|sobre|of|on|for|about|acerca|el|la|o|mi|mis|meu|my|the|para|actual|atual|
        current
      )\s
    )*${flight}
  `,
  `${flight} (?:status|info|number|details|information|update|updates|time|times|schedule)`,
  `(?:como|how|hows) (?:va|viene|anda|esta|vai|is|sigue)?(?: \\w+){0,3} ?${flight}`,
  source`
    (?:como|hows|how is|how are) (?:va|viene|anda|vai|esta) (?:todo con )?
    (?:el|mi|meu|o|the|my)? ?${flight}
  `,
  `${flight} (?:estado|situacion|situacao|horarios?|hora|numero|demorado|terminal|puerta|portao)`,
  source`
    (?:todo|tudo|everything|all|sigue|still|va|vai|esta|is) (?:todo |tudo )?(?:
      ok|bien|bem|fine|good|en orden|igual|normal|confirmado|en pie|de pie|certo|confirmed|on|
      going
    )(?: (?:con|com|with|for|para|el|mi|o|meu|my|the))* ${flight}
  `,
  `(?:cuanto|quanto) (?:tiempo )?(?:dura|demora|tarda|es)(?: \\w+){0,2} ${flight}`,
  `how long (?:is|does|will)(?: \\w+){0,2} ${flight}`,
  `(?:duracion|duracao|duration|length)(?: (?:de|del|do|of|the|my|el|mi|meu))* ${flight}`,
  source`
    (?:
      check|chequear|chequea|chequeame|verificar|verifica|confirmar|confirmame|confirma|confirm|
      rastrear|track
    ) (?:(?:el|mi|meu|o|the|my|horario|de|del) )*${flight}
  `,
);
const timesOfFlight = [
  new RegExp(`\\b${when}\\b.*\\b${moves}\\b`),
  regex`
    \b${moves}\b.*\b(?:a que hora|que horas?|que hora|what time|when|cuando|quando|hora|horario)\b
  `,
  new RegExp(`\\b${when}\\b.*\\b${flight}\\b`),
  new RegExp(`\\b${flight}\\b.*\\b${when}\\b`),
];
/** Late, on time or cancelled. */
const punctuality = [
  new RegExp(`\\b${flight}\\b.*\\b(?:${late}|${cancelled})\\b`),
  new RegExp(`\\b(?:${late}|${cancelled})\\b.*\\b${flight}\\b`),
  regex`
    \b(?:hay|tem|ha|any|is there|hubo|houve|are there|tiene|con) (?:
      alguna? |algun |mucha |muito |a |some |big )?(?:demoras?|retrasos?|atrasos?|delays?)\b
  `,
  regex`
    \b(?:
      sale|salimos|salgo|sai|saimos|saio|despega|decola|leaving|leave|departing|is it|are we|we|
      estamos|vamos|viene|llega|llegamos|chega|chegamos|esta|its|running
    ) (?:salir |sair |saliendo |saindo |still |going to be |leaving |running )?(?:
      a tiempo|en hora|a horario|en horario|no horario|na hora|em horario|puntual|pontual|on time|
      on schedule|delayed|demorad[oa]|retrasad[oa]|atrasad[oa]|con demora|con retraso|com atraso|
      late|cancelad[oa]|cancelled|canceled
    )\b
  `,
  regex`
    ^(?:(?:is|are|esta|estamos|y|e|and|hay|still|todo|it|we|everything|tudo) )*(?:
      delayed|demorad[oa]|retrasad[oa]|atrasad[oa]|on time|a tiempo|a horario|en horario|
      no horario|demoras?|retrasos?|atrasos?|delays?|cancelad[oa]|cancelled|canceled
    )$
  `,
  regex`
    \b(?:ya |has |did |ja |have |finally )
    (?:we |it |the plane |el avion |o aviao |the flight )?(?:
      salio|salieron|salimos|despego|despegaron|aterrizo|aterrizaron|llego el vuelo|decolou|
      pousou|saiu|departed|landed|taken off|took off|take off|land|left
    )\b
  `,
];
/** What has changed or still holds. */
const changes = [
  regex`
    \b(?:cambios?|changes?|mudancas?|novedades|novidades|news|updates?) (?:
      en|de|con|to|in|on|no|do|with|about|sobre|del
    ) (?:(?:mi|el|meu|o|my|the) )?(?:vuelo|voo|flight)\b
  `,
  regex`
    \b(?:
      cambio|cambiaron|mudou|mudaram|changed|change|cambiado|moved|movieron|adelantaron|atrasaron|
      adiantaram|pasaron
    ) (?:
      (?:
        algo|de|en|del|el|la|my|mi|the|o|a|meu|do|no|alguma coisa|anything|with|about|horario|
        hora|time
      ) )*(?:vuelo|voo|flight)\b
  `,
  regex`
    \b(?:did|has|have|was|is) (?:my |the |our )?flight (?:been |get |got )?
    (?:change|changed|moved|on|ok|still)\b
  `,
  regex`
    \b${flight}\b(?: \w+){0,3} (?:
      confirmad[oa]|confirmed|de pie|em pe|en pie|mantiene|mantem|still on
    )\b
  `,
  regex`
    \b(?:
      salida|partida|departure|saida|embarque|boarding|despegue|takeoff|llegada|arrival|chegada
    ) (?:
      es|e|is|sigue|continua|at|a las|as|still|va a ser|will be|hoy|prevista|programada|estimada
    )\b
  `,
  /\bstill (?:leaving|departing|flying|boarding|taking off|on for|scheduled)\b/,
  regex`
    \b(?:the|el|la|o|a|del|de la|do|da|any|hay|tem|por|about|on) (?:
      delay|retraso|demora|atraso
    )s?\b
  `,
  regex`
    \b(?:vai|va a|vamos a|will|going to|gonna|is it) (?:\w+ )?(?:
      atrasar|atrasarse|retrasar|retrasarse|demorar|demorarse|be late|be delayed|delayed|
      salir tarde|sair atrasado
    )\b
  `,
  regex`
    ^(?:(?:y|e|and|de|con|com) )*
    (?:cuant[oa]s?|quant[oa]s?|how (?:much|long|big)|que|what|qual) (?:
      (?:es|e|is|the|el|la|de|o|a) )*(?:retraso|demora|atraso|delay)\b
  `,
  regex`
    \b(?:
      land|arrive|leave|depart|take off|llegar|llegamos|aterrizar|aterrizamos|chegar|sair|salir|
      pousar|despegar|board
    )\w* (?:
      a tiempo|on time|en hora|a horario|en horario|no horario|na hora|on schedule|early|antes|
      tarde|late
    )\b
  `,
];
const stateOfFlight = [...punctuality, ...changes];
const belt = regex`
  \b(?:
    cinta|belt|carousel|carrusel|esteira|baggage claim|baggage reclaim|luggage claim|restituicao|
    (?:donde|por donde|onde|where|en que) (?:\w+ ){0,4}(?:
      retiro|retiramos|recojo|recogemos|retirar|retiro|pego|pegar|collect|pick up|sale|sai|get|
      claim
    ) (?:\w+ ){0,2}(?:equipaje|valijas?|maletas?|bagagem|malas?|luggage|baggage|bags?|suitcases?)|
    (?:donde|por donde|onde|where) (?:\w+ ){0,3}
    (?:equipaje|valijas?|maletas?|bagagem|malas?|luggage|baggage|bags?|suitcases?) (?:
      sale|sai|come|comes|coming
    )
  )\b
`;
const boardingTime = anyOf(
  source`
    (?:hora|horario|time|momento) (?:de|del|do|of|for) (?:
      embarque|abordaje|abordar|embarcar|boarding|salida|partida|llegada|saida|chegada|departure|
      arrival
    )
  `,
  '(?:boarding|departure|arrival|landing|takeoff|take off) time',
  source`
    (?:ya|already|ja) (?:
      embarcan|embarca|embarcamos|abordan|abordamos|boarding|embarcando|
      estan (?:embarcando|abordando)
    )
  `,
  source`
    (?:is|has|have|they|we|estan|estao|started|empezo|comenzo|comecou) (?:
      already |started |begun |the |el |o )*(?:boarding|embarcando|abordando|embarque|abordaje)
  `,
);
const airportOfFlight = regex`
  \b(?:que|cual|qual|which|what|de que|de cual|de qual|from which|from what) (?:
    es (?:el|mi) |e o |is the |is my )?(?:aeropuerto|aeroporto|airport)\b
  (?!.*\b(?:transfer|traslado|hotel|taxi|uber)\b)
`;
const beAtAirport = /\b(?:airport|aeropuerto|aeroporto)\b/;
const mustBe = regex`
  \b(?:
    tengo que|debo|debemos|tenemos que|hay que|tenho que|devo|preciso|temos que|should|need to|
    must|have to|supposed|conviene
  )\b.*\b(?:estar|llegar|ir|salir|chegar|sair|be|get|arrive|leave|go|presentarme)\b
`;

/** What the agency, the airline or a person has to answer, though it is about a flight. */
const otherThanStatus = regex`
  \b(?:
    cambiar(?:lo|me|le|la)?|cambio de (?:fecha|vuelo|asiento)|change my|
    change the (?:flight|date|seat|booking)|
    (?:to|can i|could i|can we|i want|i need to|i would like to|id like to) change|rebook\w*|
    reprogramar|mudar|trocar|remarcar|modificar|adelantarlo|atrasarlo|upgrade|equipajes?|valijas?|
    maletas?|bagajes?|luggage|baggage|bags?|suitcases?|malas?|bagagem|bagagens|carry on|mochilas?|
    despachar|asientos?|seats?|assentos?|poltronas?|ventanilla|pasillo|janela|window|aisle|comida|
    comidas|meals?|food|refeicao|vegetarian\w*|vegan\w*|celiac\w*|gluten|wifi|wi fi|peliculas?|
    movies?|entretenimiento|precios?|price|prices|fare|cuesta|cuestan|costs?|custa|preco|caro|
    barat[oa]s?|cheap\w*|reembols\w*|refund\w*|compensacion|compensation|indemnizacion|devolucion|
    pagar|pay|perr[oa]s?|gat[oa]s?|mascotas?|pets?|dogs?|cats?|cachorro|animal(?:es)?|visa|visado|
    visto|pasaporte|passport|passaporte|vacunas?|vaccin\w*|vacina\w*|dni|check in|web check|
    liquidos?|liquids?|bebe|baby|infant|silla de ruedas|wheelchair|cadeira de rodas|millas|miles|
    milhas|puntos|factura|invoice|nota fiscal|recibo|sala vip|salas? vip|lounge|duty free|clima|
    weather|llueve|lluvia|chuva|turbulencia\w*|turbulence|propina|comprar|buy|book|reservar|
    otro vuelo|otros vuelos|another flight|other flights?|outro voo|outros voos|vuelos a|
    flights to|voos para|vuelo directo|direct flights?|miedo a|fear of|modelo|tipo de avion|
    what (?:kind of|type of)? ?(?:plane|aircraft)|aerolinea|airline|companhia|jet ?lag|
    medicamentos?|medicines?|remedios?
  )\b
`;
/** Other things that have a time. */
const otherSubjects = regex`
  \b(?:
    traslados?|transfers?|transporte|shuttle|taxi|uber|cabify|bus|omnibus|colectivo|onibus|metro|
    subte|tren|train|trem|ferry|barco|boat|crucero|cruise|excursion(?:es)?|excursao|excursoes|
    tours?|paseos?|passeios?|hotel|hostel|check out|desayuno|breakfast|almuerzo|lunch|cena|dinner|
    jantar|almoco|museos?|museum|museu|tienda|shops?|banco|bank|chofer|driver|motorista|auto|
    coche|carro|car|rental|guia|guide|concierto|concert|show|partido|match|restaurante?|farmacia|
    pharmacy|supermercado|playa|beach|praia|luz|sol|sun|sunset|paquete|package|mensaje|message|
    email|mail|respuesta|answer|reply|correo
  )\b
`;
const filler = new Set(
  wordList`
    y e and o a de del da do el la los las lo un una uns um uma mi mis my meu minha meus the our
    nuestro nuestra nosso nossa tu su sobre of for about on in en no na para con com que q hola oi
    hi hello hey buenas buen bom dia good morning por favor please
    quiero queria quisiera necesito saber consulta consultar consultarte pregunta tengo una duda
    duvida question info informacion information ver decime dime me podes puedes podrias pode podria
    can could you voce tell give show see know need want
    decir dar pasar quero gostaria preciso saber ayuda help ajuda manana hoy today tomorrow hoje
    amanha ida vuelta regreso volta return outbound inbound departure siguiente next proximo esta is
    es est what whats cual qual es e estoy mirando si yo i im eu some algo alguna noticia novedad
    cade onde donde where tonight noche tarde later
  `,
);
const isShortMention = (text: string): boolean => {
  const rest = text
    .split(' ')
    .filter(
      (word) =>
        !filler.has(word) &&
        !new RegExp(`^${flight}$`).test(word) &&
        !/^[a-z]{1,2}\d{1,4}$|^\d{1,4}$/.test(word),
    );
  return rest.length === 0;
};

const ownFlight = regex`
  \b(?:
    (?:el|mi|mis|my|our|the|o|meu|nosso|nuestro|del|al|do|no|this|este|esse|next|proximo) (?:
      proximo |next )?${flight}|${flight} (?:de|of|tomorrow|today|manana|hoy|hoje|amanha)
  )\b
`;
const mayI = regex`
  \b(?:
    puedo|podemos|podria|se puede|pueden|can i|can we|could i|may i|posso|da para|allowed|
    permit\w*|dejan|need to bring|should i bring|llevar|levar|bring|take on|quiero|queremos|want|
    wish|quero|gostaria|me gustaria|gusta\w*|love|like|odio|hate|largo|long|cansad\w*|tired|
    nervios\w*|nervous|dormir|sleep|pilot\w*|azafata\w*|crew|bano|toilet|fumar|smoke|embarazada|
    pregnant|recomend\w*
  )\b(?! (?:saber|know|ver|see|consultar|conocer|confirmar|check|chequear|verificar))
`;
/** A longer question is about more than where the flight stands. */
const maxWords = 12;

/** What they may or want to do, not where the flight stands. */
const wishes = regex`
  \b(?:
    quiero|puedo|se puede|necesito|want|can i|could i|need|like|quero|posso|preciso|cambiar|mudar|
    to change
  )\b
`;

/** It is the traveller who is late, not the flight. */
const travellerIsLate = regex`
  \b(?:estoy|im|i am|estou|voy|vou|i will be|ill be)\b.*\b
  (?:late|tarde|retrasad[oa]|atrasad[oa]|demorad[oa])\b
`;

const asksHowEarly = regex`
  \b(?:hora|horas|cuando|quando|when|time|anticipacion|antelacion|antecedencia|early|how long)\b
`;

/**
 * Whether a clause asks about the traveller's own flight: its time, gate, terminal, delay, state or
 * belt. @param text plain words of one clause.
 */
export const asksFlight = (text: string): boolean => {
  const isAboutFlight = flightNoun.test(text);
  if (gate.test(text) && !otherDoors.test(text)) return true;
  if (terminal.test(text) && !otherTerminals.test(text) && !otherSubjects.test(text)) return true;
  if (belt.test(text)) return true;
  if (changes.some((pattern) => pattern.test(text)) && !wishes.test(text)) return true;
  if (otherThanStatus.test(text)) return false;
  if (otherSubjects.test(text) && !isAboutFlight) return false;
  if (status.test(text) || boardingTime.test(text) || airportOfFlight.test(text)) return true;
  if (stateOfFlight.some((pattern) => pattern.test(text))) return !travellerIsLate.test(text);
  if (timesOfFlight.some((pattern) => pattern.test(text))) return true;
  if (beAtAirport.test(text) && mustBe.test(text) && asksHowEarly.test(text)) return true;
  if (!isAboutFlight) return false;
  // Any other question about their own flight is about its state, unless it asks what they may do.
  return (
    isShortMention(text) ||
    (ownFlight.test(text) && !mayI.test(text) && text.split(' ').length <= maxWords)
  );
};

const bareTime = regex`
  ^(?:(?:y|e|and|pero|hola|oi|hi) )*(?:
    a que hora(?: es| salimos| viajamos)?|que horas(?: e)?|what time(?: is it at)?|
    cuando(?: es| viajo| salgo)?|quando(?: e)?|when(?: is it)?|horarios?|departure|salida|partida|
    saida|embarque|boarding|llegada|arrival|chegada|embarco|abordo|aterrizaje|landing
  )$
`;

/** Whether a clause asks for a time and does not say of what: it is taken for the flight's. */
export const asksBareTime = (text: string): boolean => bareTime.test(text);
