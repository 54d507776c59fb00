import { source } from './multiline.ts';
import { fold } from './plain-text.ts';

/**
 * Whether a traveller wants to be written to (RULES §5); never decided by a language model.
 */
export type Opting = 'out' | 'maybe-out' | 'in' | null;

const outWords = new Set(['stop', 'baja', 'parar', 'unsubscribe']);
/** Words that may also be an ordinary answer, so the traveller is asked once what they mean. */
const maybeWords = new Set(['cancelar', 'salir', 'sair', 'cancel', 'end']);
const inWords = new Set(['start', 'alta', 'volver', 'voltar', 'unstop']);
/** Politeness before and after the word. */
const politeness = new RegExp(
  source`
    ^(?:(?:hola|ola|oi|hi|hello|please|por favor|porfa) )+|
    (?: (?:
      por favor|porfa|please|pls|favor|gracias|thanks|thank you|obrigad[oa]|ya|now|agora|ahora
    ))+$
  `,
  'gu',
);

const things = source`
  (?:
    mensajes?|avisos?|notificaciones?|whatsapps?|mensagens?|mensagem|avisos?|notificacoes|
    messages?|texts?|notifications?|alerts?|updates?
  )
`;
const more = '(?:mas |mais |any more |anymore |more |any )?';
const these = '(?:estos |esos |sus |tus |estas |essas |suas |these |those |your |the )?';

/**
 * Whole sentences that opt out. Anchored: "no quiero darme de baja" and "darme de baja del
 * seguro" must not match.
 */
const optOutSentences: readonly RegExp[] = [
  // es
  source`
    (?:ya )?no (?:quiero|deseo) (?:que me )?(?:recibir |reciba |manden |envien )?
    ${more}${these}${things}(?: (?:mas|nunca mas))?
  `,
  source`
    no me (?:manden?|mandes|envien?|envies|escriban?|escribas)(?: ${these}${more}${things})?
    (?: mas| nunca mas)
  `,
  `no me (?:manden?|mandes|envien?|envies) ${more}${these}${things}`,
  source`
    (?:dejen?|deja|deje|paren?|para) de (?:escribirme|enviarme|mandarme|mandar|enviar)
    (?: ${these}${things})?
  `,
  source`
    (?:quiero |quisiera |me quiero |necesito )?(?:darme|dar me|dame|denme|deme|dar) de baja
    (?: de (?:${these}${things}|la lista|todo|este servicio|el servicio))?
  `,
  `basta de ${these}${things}`,
  // en
  source`
    (?:please )?stop (?:sending|texting|messaging|writing)(?: to)?(?: me)?
    (?: ${more}${these}${things})?
  `,
  source`
    (?:i )?(?:dont|do not) (?:want|wish) (?:to (?:receive|get) )?${more}${these}${things}
    (?: anymore| any more)?
  `,
  source`
    (?:dont|do not) (?:send|text|message|write)(?: to)? me(?: ${more}${these}${things})?
    (?: anymore| any more| again)?
  `,
  `(?:no more|no mas|nao mais|stop all|stop the|stop these) ${things}`,
  source`
    (?:i want to |i would like to |id like to )?unsubscribe(?: me)?
    (?: from (?:${these}${things}|this|the list|this list))?
  `,
  `(?:opt me out|opt out|i want to opt out)`,
  // pt
  `(?:eu )?(?:ja )?nao quero (?:mais )?(?:receber )?${more}${these}${things}(?: mais)?`,
  `(?:pare|parem|para) de (?:me )?(?:enviar|mandar|escrever)(?: me)?(?: ${more}${these}${things})?`,
  `nao (?:me )?(?:mande|mandem|envie|enviem)(?: ${more}${these}${things})?(?: mais)`,
  `nao (?:me )?(?:mande|mandem|envie|enviem) ${more}${these}${things}`,
  `quero (?:parar de receber|deixar de receber) ${more}${these}${things}`,
  'quero me descadastrar',
  `(?:quiero|quisiera|me gustaria) (?:dejar|parar) de recibir ${more}${these}${things}`,
  source`
    (?:no quiero|nao quero) (?:que me )?
    (?:escriban|escribas|contacten|contactes|contatem|escrevam)(?: mas| mais)?
  `,
  `no me (?:contacten?|contactes|molesten?|molestes) mas`,
  source`
    (?:saquenme|sacame|saqueme|borrenme|borrame|quitenme|quitame|eliminenme|eliminame)
    (?: de (?:la|esta|su|tu) lista)?
  `,
  `(?:take|remove|delete) me (?:off|from) (?:your|the|this) list`,
  `(?:please )?(?:dont|do not|never) contact me(?: again| anymore| any more)?`,
  source`
    (?:quiero |deseo |quero |i want to )?(?:cancelar|cancela|cancelen|cancel) (?:
      mi|la|my|the|minha|a
    ) (?:suscripcion|subscription|inscricao|assinatura)
  `,
  source`
    (?:quiero |quero )?(?:
      desuscribirme|desuscribir|desinscribirme|me desinscrever|descadastrar|me descadastrar|
      cancelar inscricao
    )
  `,
  `(?:me tira|me tirem|tire me|quero sair|me remove|me remova|me removam) (?:dessa|desta|da) lista`,
  `(?:stop|parar|basta) (?:all|todo|todos|tudo|everything)(?: ${these}${things})?`,
].map(
  (body) =>
    new RegExp(
      source`
        ^(?:
          (?:hola|ola|oi|hi|hello|buenas|por favor|please|favor|gracias|thanks|obrigad[oa]) )*
        ${body}(?: (?:por favor|please|gracias|thanks|thank you|obrigad[oa]|favor))*$
      `,
      'u',
    ),
);

/** Whole sentences that opt in. */
const optInSentences: readonly RegExp[] = [
  `(?:quiero|quisiera|quero) (?:volver|voltar) (?:a )?(?:recibir|receber) ${these}${things}`,
  source`
    (?:quiero|quisiera|quero) (?:recibir|receber) ${these}${things}
    (?: de nuevo| otra vez| de novo| outra vez)
  `,
  `(?:i want to |id like to |i would like to )?(?:receive|get) ${these}${things} again`,
  '(?:quiero |quisiera )?(?:darme|dar me) de alta',
  '(?:i want to |id like to )?(?:resubscribe|subscribe again|opt in|opt back in)',
  '(?:reactivar|reativar|reactivate)(?: (?:los|as|the|my)? ?(?:mensajes|mensagens|messages))?',
].map((body) => new RegExp(`^${body}$`, 'u'));

/** Reads a whole inbound message; null where it neither opts out nor in. */
export const opting = (text: string): Opting => {
  const folded = fold(text).replace(politeness, '').trim();
  if (outWords.has(folded)) return 'out';
  if (maybeWords.has(folded)) return 'maybe-out';
  if (inWords.has(folded)) return 'in';
  if (optInSentences.some((sentence) => sentence.test(folded))) return 'in';
  return optOutSentences.some((sentence) => sentence.test(folded)) ? 'out' : null;
};
