import { anyOf, regex, source } from './multiline.ts';
import type { HandoffReason } from './skill.ts';

const person = source`
  (?:
    alguien|una? persona|personas?|human[oa]s?|agentes?|asesor(?:a|es)?|operador(?:a|es)?|
    representantes?|ejecutiv[oa]|vendedor(?:a)?|encargad[oa]|gerente|supervisor(?:a)?|responsable|
    agencia|ustedes|someone|somebody|anyone|anybody|a person|persons?|people|human|agents?|
    representatives?|rep|advisor|adviser|consultant|manager|supervisor|staff|agency|
    customer service|customer support|support|soporte|atencion al cliente|operator|alguem|
    uma pessoa|pessoas?|atendentes?|atendimento|consultor(?:a)?|real person|live person|de verdad|
    de carne y hueso|travel agent|suporte|equipo|team|equipe
  )
`;
const talk = source`
  (?:
    hablar|habl\w+|comunic\w+|contact\w+|charlar|conversar|falar|fala|speak|talk|talking|chat|
    reach|connect|put me through|pasame|pasa|pasas|derivame|deriva|transfer me|ponme|atienda|
    atender|atende|escriba|responda|respond|ayude|llame|call|ligue|get me|give me|me passa|passa|
    me conecta|conectar|me transfere|transferir
  )
`;
const asked: readonly RegExp[] = [
  new RegExp(`\\b${talk}\\b(?: \\w+){0,5} ${person}\\b`),
  regex`
    \b(?:
      quiero|quisiera|necesito|want|need|quero|preciso|prefiero|prefer|prefiro|would like|id like|
      gostaria|me gustaria|is there|hay|tem|existe|can i get|can i have|dame|give me|busco|
      looking for|puede|podria|can|could|pode|que
    )(?: \w+){0,4} (?:
      human[oa]|agente|agent|asesor(?:a)?|operador(?:a)?|operator|representante|representative|
      atendente|supervisor(?:a)?|gerente|manager|persona real|real person|live person|una persona|
      alguien|someone|somebody|a person|a human|alguem|uma pessoa|pessoa real
    )(?: (?:
      i |we |who|that|to |with |con |que |com |can |
      (?:que )?(?:
        me |real|humana|humano|please|por favor|de verdad|ya|now|agora|llame|ayude|atienda|help|
        call|responda|de la agencia|from the agency|da agencia|me ajude|ajude|to help|to talk to
      )
    ).*)?$
  `,
  regex`
    ^(?:
      (?:
        un|una|uma|um|a|an|the|el|la|o|hola|hi|hello|oi|con|with|com|por favor|please|real|live|
        quiero|necesito|want|need
      ) )*(?:
      human[oa]?|agente?|agent|asesor(?:a)?|operador(?:a)?|operator|representante|representative|
      atendente|person|persona|pessoa|humana|real person|persona real|persona humana|supervisor|
      gerente|manager|atendimento|customer service|customer support|someone real|alguien|someone|
      atendimento humano|atencion humana|human being|travel agent|soporte
    )(?: (?:por favor|please|ya|now|agora|real|humana|humano|aqui|here|there))*$
  `,
  regex`
    \b(?:
      llamame|llamenme|me llaman|me llamas|me pueden llamar|pueden llamarme|podrian llamarme|
      me podrian llamar|que me llamen|call me|give me a call|me liga|me liguem|me ligar|
      podem me ligar|ligar para mim|phone me|ring me|can you call|can someone call|
      hablar por telefono|falar por telefone|speak on the phone
    )\b
  `,
  anyOf(
    source`
      (?:
        telefono|numero|phone|number|contacto|contact|whatsapp|telefone|contato|celular|mail|email
      )(?: \w+){0,4} (?:
        agencia|agency|emergencia|emergencias|emergency|emergencies|asesor|agente|agent|soporte|
        support|guardia
      )
    `,
    'emergency (?:number|contact|phone|line)',
    'agency (?:phone|number|contact)',
  ),
  regex`
    \b(?:no quiero|dont want to|i dont want|nao quero) (?:
      hablar |talk |falar |chatear |speak )(?:con |to |com |with )?(?:un |una |a |um |this )?
    (?:bot|robot|maquina|machine|robo|computer|ia|ai)\b
  `,
  regex`
    \b(?:atencion|atendimento|atendido por|atendida por|attended by) (?:una |uma |a )?
    (?:human\w*|personal\w*|persona|pessoa)\b
  `,
];

const travel = source`
  (?:
    vuelos?|flights?|voos?|conexion(?:es)?|conexao|connections?|connecting|avion|aviao|plane|
    escala|layover|embarque|boarding|aviao
  )
`;
const missed: readonly RegExp[] = [
  regex`
    \b(?:
      perdi|perdimos|perdio|perdido|perdieron|pierdo|perdemos|perderemos|perdere|perder|perdendo|
      perco|perdeu|perderam|missed|missing|miss|gonna miss|se me fue|se nos fue|se me paso|
      se fue sin|left without|saiu sem|foi embora sem
    )(?: \w+){0,4} ${travel}\b
  `,
  regex`
    \b(?:
      no (?:voy a |vamos a |creo que |puedo |se si )?
      (?:llego|llegar|llegamos|llegue|llegare|alcanzo|alcanzar|alcanzamos)|
      nao (?:vou |vamos |sei se )?(?:consigo |conseguir |conseguimos )?
      (?:chego|chegar|chegamos|alcanco|alcancar)|wont (?:make|reach|catch|be able to make)|
      cant make|not going to make|not gonna make|didnt make|did not make|couldnt make|
      might not make|may not make|will not make
    )(?: \w+){0,4} (?:${travel}|aeropuerto|airport|aeroporto|tiempo|tempo|time|it)\b
  `,
  regex`
    \b(?:the )?(?:gate|puerta|portao|embarque|boarding) (?:
      was |is |estaba |ya |had |has |just |ja |esta |estava |ya estaba |already )*
    (?:closed|cerro|cerrad[oa]|cerraron|fechou|fechad[oa]|fecharam)\b
  `,
  regex`
    \b(?:avion|plane|aviao) (?:se )?(?:fue|left|foi|despego|decolou) (?:sin|without|sem) (?:
      mi|me|nosotros|us|nos
    )\b
  `,
];
/** Asks what would be if: nothing has happened. */
const hypothetical = regex`
  \b(?:
    que pasa si|que pasaria|que sucede si|what happens if|what if|o que acontece se|e se eu|y si|
    en caso de|in case|caso eu|si llego a perder|if i miss|if we miss|se eu perder|
    tengo miedo de perder
  )\b
`;

const belongings = source`
  (?:
    pasaporte|passport|passaporte|documentos?|dni|cedula|identidade|rg|valijas?|maletas?|
    equipajes?|luggage|baggage|bags?|suitcases?|malas?|bagagem|billetera|wallet|carteira|celular|
    telefono|phone|telefone|mochila|backpack|tarjetas de credito|credit cards?|cartoes|cartera|
    purse|bolso|plata|dinero|money|dinheiro|anteojos|notebook|laptop
  )
`;
const distress: readonly RegExp[] = [
  regex`
    \b(?:
      robaron|robado|robada|robo|asalt\w+|assalt\w+|robbed|stolen|stole|mugged|roubad[oa]|
      roubaram|furt\w+|hurtaron|pickpocket\w*|atacaron|attacked|pickpocketed
    )\b
  `,
  regex`
    \b(?:
      accidente|accident|acidente|hospital|ambulancia|ambulance|policia|police|herid[oa]|injured|
      bleeding|sangr\w+|desmay\w+|fainted|infarto|heart attack|murio|fallecio|died|morreu|faleceu|
      quebre|fracture\w*|choc\w+ (?:el|con)|choque|embajada|consulado|embassy|consulate|consulate|
      embaixada
    )\b
  `,
  regex`
    \b(?:
      (?:
        me siento|estoy|esta|estamos|nos sentimos|mi \w+ esta|my \w+ is|im|i am|i feel|were|
        we are|feel|feeling|estou|me sinto|estamos|minha \w+ esta|meu \w+ esta|is|very|muy|muito
      ) (?:muy |really |very |muito |so |bastante )?
      (?:mal|enferm[oa]s?|sick|ill|doentes?|unwell|descompuest[oa]|passando mal)|passando mal|
      me duele\w*|necesito un medico|need a doctor|preciso de um medico|medico urgente|
      doctor urgente
    )\b
  `,
  regex`
    \b(?:
      perdi|perdimos|perdio|se perdio|se perdieron|perdieron|perdeu|perderam|extravi\w+|lost|
      i lost|misplaced|olvide|deje|me olvide|nos olvidamos|left|forgot|esqueci|deixei|cant find|
      cannot find|no encuentro|no encontramos|nao encontro|nao acho|no aparece\w*|no llego|
      no llegaron|nunca llego|nao chegou|nao chegaram|never arrived|didnt arrive|did not arrive|
      hasnt arrived|have not arrived|havent arrived|missing|no esta|no estan|sumiu|desaparecio|
      perdid[oa]s?|danad[oa]|damaged|rompier\w+|rota|broken|danificad[oa]
    )(?: \w+){0,3} ${belongings}\b
  `,
  regex`
    \b${belongings}\b(?: \w+){0,4} (?:
      perdid[oa]s?|lost|missing|extraviad[oa]s?|extravi\w+|no llego|no llegaron|no aparec\w+|
      nunca llego|never arrived|didnt arrive|did not (?:arrive|come)|hasnt arrived|havent arrived|
      nao chegou|nao chegaram|sumiu|sumiram|damaged|rota|rompieron|broken|se perdio|se perdieron|
      didnt come|not here|gone
    )\b
  `,
  regex`
    \b(?:
      (?:no|nao) (?:me|nos) (?:dejan|deja|dejaron|deixam|deixa|deixaram|permiten)|
      wont let (?:me|us)|not letting (?:me|us)|didnt let (?:me|us)|refus\w+ to let|
      denied (?:boarding|entry)|denegaron|negaram|overbook\w*|over booking|sobrevent\w*|
      overbooking|deport\w+|detenid[oa]s?|detained|detid[oa]s?|retenid[oa]s?|inmigracion me|
      bajaron del (?:avion|vuelo)
    )\b
  `,
  regex`
    \b(?:
      stranded|stuck (?:at|in|on|here)|varad[oa]s?|tirad[oa]s? en|
      (?:estoy|estamos|quede|quedamos|me quede|nos quedamos|estou|ficamos|fiquei) (?:\w+ )?(?:
        perdid[oa]s?|varad[oa]s?|atrapad[oa]s?|encerrad[oa]s?|pres[oa]s?|sol[oa]s?|en la calle|
        na rua|clavad[oa]s?
      )|
      (?:im|i am|we are|were|i got|we got) (?:completely |totally |so |really )?
      (?:lost|stuck|stranded|trapped|locked out|scared|desperate|alone)|me perdi$|nos perdimos$|
      got lost|socorro|auxilio|sos$|ayuda urgente|urgente ayuda|urgent help|help urgent(?:ly)?|
      need urgent|ajuda urgente|panic\w*|tengo miedo|tenho medo|im scared|no se que hacer|
      no sabemos que hacer|nao sei o que fazer|dont know what to do|desesperad[oa]s?|desperate|
      angustiad[oa]|llorando|crying|chorando|es una emergencia|tengo una emergencia|
      hay una emergencia|tuve una emergencia|tuvimos una emergencia|its an emergency|
      this is an emergency|have an emergency|e uma emergencia|tenho uma emergencia|uma emergencia|
      una emergencia|an emergency|^(?:es )?emergencia$|^emergency$
    )\b
  `,
  regex`
    \b(?:nadie|no one|noone|nobody|ninguem)\b(?: \w+){0,3} \b(?:
      vino|viene|espera\w*|esta|estaba|responde|responden|contesta|contestan|atiende|ayuda|
      aparec\w+|llego|sabe|came|is|was|here|waiting|answers|answer|answering|responds|responding|
      helps|helping|showed|picked|picking|knows|veio|apareceu|atende|responde|sabe|busca|recibio|
      recoge|vem|esperando
    )\b
  `,
  regex`
    \b(?:chofer|traslado|transfer|conductor|driver|motorista|guia|guide|shuttle|remis|taxi)\b
    (?: \w+){0,2} \b
    (?:no|nunca|nao|never|didnt|did not|hasnt|has not|isnt|is not|wasnt|not|late)\b
    (?: \w+){0,2} ?\b(?:
      llego|vino|aparec\w+|esta|llega|viene|veio|apareceu|chegou|chega|come|came|arrive\w*|
      show\w*|here|turn\w*|shown|there
    )?\b
  `,
  regex`
    \b(?:
      no (?:encuentran|aparece|figura|tienen|existe|encontraron)|
      nao (?:encontram|acham|tem|aparece|existe)|
      (?:cant|cannot|could not|couldnt|dont|do not) (?:find|see|have)|there is no|no record of|
      theres no|not find|no trace of
    ) (?:\w+ ){0,3}(?:reserva|reservation|booking|habitacion|room)\b
    (?!.*\b(?:envi|mand|send|chat|email|mail)\w*)
  `,
  regex`
    \b(?:hotel)\b(?: \w+){0,4} \b(?:
      no nos recibe|no me recibe|esta cerrado|is closed|says (?:there|they|we)|dice que no|
      dicen que no|esta lleno|is full|overbooked|diz que nao|wont|no tiene
    )\b
  `,
];
const complaint = regex`
  \b(?:
    quejas?|quejarme|quejarnos|reclamos?|reclamar|reclamacion(?:es)?|denuncia\w*|denunciar|
    complain\w*|complaints?|reclamac(?:ao|oes)|queixa\w*|pesim[oa]|pessim[oa]|una porqueria|
    una basura|un asco|desastre|disaster|desastroso|verguenza|vergonha|vergonhos[oa]|inaceptable|
    unacceptable|inaceitavel|indignad[oa]s?|indignante|estafa\w*|scam\w*|fraude|fraud|golpe|
    disgrace\w*|ridiculous|ridicul[oa]|awful|appalling|worst|disappoint\w*|decepcion\w*|furious|
    furios[oa]s?|angry|upset|enojad[oa]s?|molest[oa]s? con|muy molest[oa]|hart[oa]s?|fed up|
    sick of|cansad[oa]s? de|fart[oa] de|mal servicio|bad service|terrible service|
    horrible service|servicio (?:es )?(?:horrible|terrible|malisimo|muy malo)|poor service|
    servico (?:pessimo|horrivel|ruim)|mau atendimento|mal atendimento|atendimento ruim|absurdo|
    palhacada|falta de respeto|falta de respeito|lack of respect|devuelvan|
    devolve\w* (?:mi|a|meu|o)|devuelvanme|money back|meu dinheiro de volta|mi plata|
    (?:quiero|exijo|exigimos|demand|i want|we want|quero|exijo) (?:
      un |mi |el |a |my |meu |o |that )?
    (?:reembolso|refund|compensacion|compensation|indenizacao|devolucion)|mierda|carajo|puta|
    put[oa]|fuck\w*|wtf|shit|bullshit|merda|porra|caralho|idiot\w*|inutil(?:es)?|useless|inuteis|
    no sirve(?:n)?(?: para nada)?|nao (?:serve|presta)\w*|boludos?|pelotud\w+|abogad[oa]|lawyer|
    advogad[oa]|demandar|sue you|processar|defensa del consumidor|procon|
    nunca mas (?:viajo|contrato|compro)|never again|nunca mais (?:viajo|compro)|insatisfe\w+|
    insatisfech[oa]s?|unhappy|dissatisfied|terrible|horrible|horrivel|lamentable|lamentavel|
    descaso|una tomadura de pelo
  )\b
`;
/** It is the weather or the traffic that is terrible. */
const weather = regex`
  \b(?:clima|weather|lluvia|llueve|calor|frio|tormenta|storm|tempo|trafico|traffic|transito)\b
`;

const asksWhere = regex`
  \b(?:cerca|near|nearest|perto|nearby|closest|donde (?:esta|queda|hay)|where is|onde fica)\b
`;

/** Why a clause needs a person at once, or null. @param text plain words of one clause. */
export const needsPerson = (text: string): HandoffReason | null => {
  if (missed.some((pattern) => pattern.test(text)) && !hypothetical.test(text)) return 'missed';
  if (
    distress.some((pattern) => pattern.test(text)) &&
    !hypothetical.test(text) &&
    !asksWhere.test(text)
  )
    return 'distress';
  if (asked.some((pattern) => pattern.test(text))) return 'asked';
  if (complaint.test(text) && !weather.test(text)) return 'complaint';
  return null;
};

/** A cry for help at once. */
const urgency = regex`
  \b(?:
    urgente?s?|urgently|urgencia|emergencia|emergency|asap|ya mismo|inmediat\w+|immediately|
    cuanto antes
  )\b
`;

/** Whether a text cries for help without saying why. */
export const isUrgent = (text: string): boolean => urgency.test(text);
