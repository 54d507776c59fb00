import { source } from './multiline.ts';

/** Words for messages, whatever they say. */
const messages = source`
  (?:
    mensajes?|mensajitos?|msjs?|avisos?|notificaciones|notificacion|alertas?|recordatorios?|
    whatsapps?|wpps?|publicidad|promociones|promos?|propagandas?|spam|
    mensagens|mensagem|notificacoes|notificacao|lembretes?|zaps?|
    messages?|msgs?|texts?|sms|notifications?|alerts?|updates?|reminders?|ads
  )
`;
/** Whatever else may be sent. */
const things = source`
  (?:
    ${messages}|novedades|informacion|info|cosas|informacoes|coisas|information|stuff|things
  )
`;
const which = source`
  (?:(?:
    est[oa]s|es[oa]s|sus|tus|los|las|tant[oa]s|mas|ningun|ninguna|todos|todas|este tipo de|tipo de|
    os|as|essas|esses|estes|suas|mais|nenhuma|nenhum|tipo|these|those|your|the|any|more|all|
    so many|this kind of|of|de
  ) )*
`;
/** Messages of any kind, or nothing at all. */
const anything = source`(?:${which}${things}|(?:mas |mais )?(?:nada|nothing)|anything)`;
/** The same, or what has just been sent. */
const it = source`(?:${anything}|esto|eso|isto|isso|this|that|these|those)`;
/** No more of it: "do not send that" may mean the one thing that was sent. */
const noMoreOfIt = source`
  (?:${anything}|mas|mais|(?:mas|mais) (?:esto|eso|isto|isso)|(?:esto|eso|isto|isso) (?:mas|mais))
`;
const atOnce = source`
  (?: (?:
    ya|ya mismo|ahora|ahora mismo|de inmediato|inmediatamente|de una vez|agora|agora mesmo|
    imediatamente|now|right now|immediately|already|at once|asap
  ))?
`;
/** Where the messages come from or go to, and that it is for good. */
const rest = source`
  (?: (?:
    mas|mais|nunca|nunca mas|nunca mais|jamas|jamais|again|ever|ever again|any ?more|else|
    por aqui|por aca|por este medio|por whatsapp|no whatsapp|on whatsapp|via whatsapp|here|
    a mi|para mi|pra mim|para mim|to me|(?:a|para|por|neste|to|on|from) (?:este|esse|this|my|mi)
    (?:numero|number|celular|telefono|phone)|from you|de ustedes|de voces
  ))*
`;
const wish = source`
  (?:
    (?:me |nos )?(?:quiero|quisiera|deseo|necesito|queremos|gustaria|solicito|pido|exijo|quero|
    queria|desejo|preciso|gostaria de|want|would like|wish|need|id like|i want|i would like|
    i wish|i need|we want)(?: to)?
  )
`;
const list = source`
  (?:(?:the|your|this|all|any|la|las|su|sus|tu|esta|sua|suas|essa) )*
  (?:lists?|mailing lists?|database|system|records|contacts|listas?|base de datos|bases de datos|
  base|agenda|sistema|registros?|contactos|cadastro|contatos)
`;

const spanish: readonly string[] = [
  source`ya no (?:me|nos) (?:manden?|mandes|envien?|envies|escriban?|escribas)(?: ${it})?`,
  source`(?:ya )?no (?:me |nos )?(?:manden?|mandes|envien?|envies) ${noMoreOfIt}`,
  source`
    (?:ya )?no (?:me|nos) (?:
      escriban?|escribas|contacten?|contactes|molesten?|molestes|mensajeen|spameen
    )(?: ${which}${things})?(?: nada)?
  `,
  'no (?:me|nos) (?:hablen|hables) mas',
  source`
    no (?:me |nos )?vuelvan? a (?:mandar|enviar|escribir|contactar|molestar)(?:me|nos)?(?: ${it})?
  `,
  source`
    (?:favor )?(?:de )?no (?:mandar|enviar|escribir)(?:me|nos)? ${noMoreOfIt}
  `,
  '(?:favor )?(?:de )?no (?:contactar|molestar)(?:me|nos)?',
  source`(?:ya )?no (?:quiero|deseo|queremos|necesito|me interesan?) ${which}${messages}`,
  source`
    (?:ya )?no (?:quiero|deseo|queremos|necesito|me interesa) (?:
      recibir|seguir recibiendo|continuar recibiendo|que me (?:sigan )?(?:
        manden|envien|lleguen|mandando|enviando|llegando|mandes|envies
      )
    ) (?:${it}|mas)
  `,
  source`
    (?:ya )?no quiero que me (?:sigan )?(?:
      escriban|escribas|contacten|contactes|molesten|molestes|escribiendo|molestando
    )(?: nada)?
  `,
  source`
    (?:quiero que |quisiera que |necesito que )?(?:ya )?(?:
      dejen?|deja|dejes|dejar|paren?|para|parar|corten|corta|cesen|basta|terminen
    )(?: ya)? (?:de |con )?(?:
      escribir|mandar|enviar|molestar|contactar|mensajear|spamear|hinchar
    )(?:me|nos)?(?: ${it})?(?: tanto)?${atOnce}
  `,
  source`(?:me )?(?:quiero|quisiera|deseo|gustaria) (?:dejar|parar) de recibir(?: ${it})?`,
  source`(?:paren?|basta|corten|terminen)(?: ya)? (?:de |con )?${which}${messages}${atOnce}`,
  source`(?:no mas|nada de|ni un|ningun) ${messages}`,
  source`
    (?:${wish} (?:que me )?)?(?:
      dar(?:me|se|nos)?|dar me|dame|denme|deme|den|damos|me doy|me dan|me das
    ) (?:la |de )?baja(?: (?:del?|en|a) (?:
      ${list}|todo|(?:este |el )?servicio|este grupo|este canal|(?:la |mi )?suscripcion|
      ${which}${messages}
    ))?(?: (?:a )?(?:mi|este|el) (?:numero|celular|telefono|contacto))?
  `,
  source`${wish} (?:la )?baja(?: (?:del?|en|a) (?:(?:este |el )?servicio|${which}${messages}))?`,
  source`
    (?:${wish} )?(?:
      cancel(?:ar|a|e|en)|anul(?:ar|a|e|en)|quit(?:ar|a|e|en)|elimin(?:ar|a|e|en)
    ) (?:la |mi |esta )?(?:suscripcion|subscripcion|inscripcion)
  `,
  source`
    (?:${wish} )?(?:
      cancelar|cancelen|cancela|anular|anulen|desactivar|desactiven|desactiva|suspender|suspendan|
      detener|detengan|frenar|frenen|quitar|quiten
    ) ${which}${messages}
  `,
  source`(?:${wish} )?(?:desuscribir(?:me)?|desuscribanme|desuscribime|desinscribirme)`,
  source`
    (?:
      sacar?|saquen?|borr(?:ar|a|e|en)|quit(?:ar|a|e|en)|elimin(?:ar|a|e|en)|
      retir(?:ar|a|e|en)|remuevan
    ) (?:mi|este|el) (?:
      numero|telefono|celular|contacto|whatsapp
    )(?: de (?:${list}|todo|aqui|aca|ahi))?
  `,
  source`(?:saquenme|sacame|saqueme|quitenme|quitame|quiteme) de ${list}`,
  source`(?:borrenme|borrame|borreme|eliminenme|eliminame|elimineme)(?: de ${list})?`,
];

const english: readonly string[] = [
  source`
    stop (?:
      sending|texting|messaging|msging|writing|contacting|bothering|spamming|whatsapping|pinging
    )(?: to)?(?: (?:me|us|this number|my number|my phone|this phone))?(?: ${it})?${atOnce}
  `,
  source`(?:stop|enough|enough with|enough of)(?: with)? ${which}${messages}${atOnce}`,
  source`
    (?:dont|do not|never|not)(?: ever)? (?:text|message|msg|write|contact|bother|spam|whatsapp)
    (?: to)?(?: (?:me|us|this number))?(?: ${which}${messages})?
  `,
  source`
    (?:dont|do not|never|not)(?: ever)? send (?:me |us )?(?:${which}${things}|anything)
  `,
  source`(?:dont|do not) send (?:me |us )?(?:this|that|these|those) (?:again|any ?more)`,
  source`
    (?:i |we )?(?:really )?(?:dont|do not|no longer) (?:want|wish|need|like) ${which}${messages}
  `,
  source`
    (?:i |we )?(?:really )?(?:dont|do not|no longer) (?:want|wish)(?: to)? (?:
      receive|get|be getting|be receiving|keep getting|keep receiving
    ) ${it}
  `,
  source`
    (?:i |we )?(?:dont|do not|no longer) (?:want|wish)(?: to)? (?:
      be (?:contacted|texted|messaged|notified|bothered)|hear from you|
      you to (?:text|contact|message|write)(?: to)? me
    )
  `,
  source`(?:no more|no) ${messages}`,
  source`
    (?:remove|delete|erase|take) (?:my|this) (?:phone |cell |mobile |whatsapp )?(?:
      number|contact|phone
    )(?: (?:off|from|out of) ${list})?
  `,
  source`(?:remove|delete|take) me (?:off|from|out of) ${list}`,
  '(?:remove|unsubscribe) me',
  source`
    (?:${wish} )?(?:be )?(?:
      unsubscribed?|unsuscribe|unsubcribe|opt out|opt me out|opted out
    )(?: me)?(?: (?:from|of) (?:${list}|${which}${messages}|this|this service|the service))?
  `,
  source`(?:${wish} )?(?:cancel|end|stop) (?:my |the |this )?subscription`,
  source`(?:turn off|switch off|disable|cancel|deactivate) ${which}${messages}`,
];

const portuguese: readonly string[] = [
  source`
    (?:ja )?nao (?:me |nos )?(?:mandem?|manda|mandes|enviem?|envia|envies) ${noMoreOfIt}
  `,
  source`
    (?:ja )?nao (?:me |nos )?(?:
      escrevam?|escreve|contatem?|contactem?|perturbem?|incomodem?|incomoda
    )(?: ${which}${things})?
  `,
  'nao entrem? (?:mais )?em contato(?: comigo| conosco)?',
  source`(?:eu )?(?:ja )?nao (?:quero|desejo|queremos|preciso) ${which}${messages}`,
  source`
    (?:eu )?(?:ja )?nao (?:quero|desejo|queremos|gostaria de) (?:mais )?(?:
      receber|continuar recebendo|continuar a receber|que me mandem|que me enviem
    ) (?:${it}|mais)
  `,
  '(?:eu )?nao (?:quero|desejo) mais receber',
  'nao quero (?:mais )?que (?:me )?(?:escrevam|contatem|incomodem|perturbem)(?: me)?',
  source`
    (?:parem?|para|pare|deixem?|deixa|chega) de (?:me )?(?:
      mandar|enviar|escrever|incomodar|perturbar|contatar
    )(?: me)?(?: ${it})?${atOnce}
  `,
  source`(?:parem?|pare|chega|basta)(?: ja)? (?:de |com )?${which}${messages}${atOnce}`,
  source`(?:nao mais|sem mais|nenhuma) ${messages}`,
  source`
    ${wish} (?:parar de receber|deixar de receber|cancelar o recebimento)(?: de)?(?: ${it})?
  `,
  source`
    (?:${wish} )?(?:me )?(?:
      descadastr(?:ar|e|em)|desinscrev(?:er|a|am)
    )(?: me)?(?: meu numero)?(?: d[ae]s? ${list})?
  `,
  source`(?:${wish} )?sair d(?:a|essa|esta|e) lista`,
  source`
    (?:${wish} )?cancel(?:ar|a|e|em) (?:a |o |minha |meu )?(?:
      inscricao|assinatura|cadastro|recebimento
    )(?: de ${messages})?
  `,
  source`
    (?:${wish} )?(?:
      desativ(?:ar|a|e|em)|deslig(?:ar|a|ue|uem)|cancel(?:ar|a|e|em)|suspend(?:er|am)
    ) ${which}${messages}
  `,
  source`
    (?:
      tir(?:ar|a|e|em)|remov(?:er|e|a|am)|retir(?:ar|a|e|em)|apag(?:ar|a|ue|uem)|
      exclu(?:ir|i|a|am)|delet(?:ar|a|e|em)
    ) (?:o )?(?:meu|este|esse) (?:
      numero|telefone|contato|celular|whatsapp|zap
    )(?: d[aeo]s? ${list})?
  `,
  source`
    (?:me )?(?:
      tir(?:a|e|em)|remov(?:e|a|am)|exclu(?:i|a|am)|retir(?:a|e|em)
    )(?: me)? d(?:a|essa|esta|e) ${list}
  `,
];

/** What stands before a wish and changes nothing of it. */
const opening = source`
  (?:(?:
    ya|ja|no(?= no )|nao(?= nao )|basta|stop|baja|bueno|mira|oye|che|entonces|so|listo|solo|
    (?:les |te |le )?(?:pido|ruego|peco) que|quiero que|quisiera que|necesito que|quero que|
    gostaria que|preciso que|i want you to|id like you to|could you|can you|would you|kindly|
    podrian|podes|podrias|puedes|pueden|puede|podem|pode|poderiam|please|por favor
  ) )*
`;

const whole = (sentence: string): RegExp => new RegExp(`^${opening}${sentence}${rest}$`, 'u');
const sentences = [...spanish, ...english, ...portuguese].map(whole);

/**
 * Whether a folded sentence clearly says that no messages are wanted. Anchored, so that what is
 * said of one thing or one time ("send me no more to that hotel", "do not write now") is not.
 */
export const isOptOutSentence = (folded: string): boolean =>
  sentences.some((sentence) => sentence.test(folded));

/** Asks how to leave, or wants to be left alone: the question back says how. */
export const asksHowToLeave = (folded: string): boolean => howToLeave.test(folded);
const howToLeave = new RegExp(
  source`
    ^(?:
      (?:como|puedo|se puede|posso|como (?:hago|faco|puedo|posso))(?: para| pra)? (?:
        me doy de baja|darme de baja|dar de baja|dejar de recibir ${it}|parar de receber ${it}|
        me descadastrar|me descadastro|cancelar (?:la |mi |a |minha )?(?:suscripcion|inscricao)
      )|
      (?:how (?:do|can) i|how to|can i) (?:
        unsubscribe|opt out|stop (?:receiving |getting )?${it}
      )(?: from (?:this|${which}${messages}))?|
      (?:dejenme|dejame|dejeme) (?:en paz|tranquil[oa])|leave me alone|
      me deixem? em paz|(?:me )?deixa em paz
    )$
  `,
  'u',
);

const again = '(?: (?:de nuevo|otra vez|de novo|outra vez|again|any ?more))?';
const optIn = [
  source`
    (?:quiero|quisiera|quero|deseo|me gustaria) (?:volver|voltar) (?:a )?(?:
      recibir|receber
    )(?: ${it})?
  `,
  source`
    (?:quiero|quisiera|quero|deseo) (?:recibir|receber) ${it}
    (?: de nuevo| otra vez| de novo| outra vez)
  `,
  source`
    (?:vuelvan?|volve|voltem|volte) a (?:me )?(?:
      escribir|mandar|enviar|escrever
    )(?:me|nos)?(?: ${it})?${again}
  `,
  source`(?:i want to |id like to |i would like to )?(?:receive|get) ${it} again`,
  source`(?:start|resume|restart) (?:sending|texting|messaging)(?: me)?(?: ${it})?${again}`,
  source`(?:send|text|message|write) me (?:${which}${messages} )?again`,
  source`(?:${wish} )?(?:darme|dar me|dame|denme|deme|me doy) (?:de )?alta(?: de nuevo| otra vez)?`,
  source`
    (?:i want to |id like to |i would like to )?(?:
      resubscribe|subscribe again|opt in|opt back in|opt me back in|subscribe me again
    )
  `,
  source`(?:reactivar|reativar|reactivate)(?: ${it})?`,
].map((sentence) => new RegExp(`^${sentence}$`, 'u'));

/** Whether a folded sentence clearly says that messages are wanted again. */
export const isOptInSentence = (folded: string): boolean =>
  optIn.some((sentence) => sentence.test(folded));
