import { type Locale, localeOf } from '#shared/domain/locale.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { ConversationContext } from '#shared/ports/turn-contexts.ts';
import type { Reader } from '#shared/templates/compose.ts';
import { wordList } from './multiline.ts';
import { fold } from './plain-text.ts';

/**
 * Words of each language. Words that two of them share are in neither list, or are outweighed by
 * the distinctive ones.
 */
const languageWords: Readonly<Record<Language, ReadonlySet<string>>> = {
  es: new Set(
    wordList`
      hola holis buenas buenos dias tardes noches gracias muchas vuelo vuelos buelo puerta tarjeta
      abordar abordo hoy manana ayer el la los las lo del al y es un una unos mi mis tu tus su sus
      quiero quisiera kiero necesito nesecito tengo tenemos tienes tenes puedo podes puedes podrias
      podria podrian puede hay hace hacer hacemos hago estoy esta estan estamos sale salgo salimos
      llego llega llegamos
      donde cuando cual cuales quien como cuanto cuantos cuantas con sin yo usted ustedes vos
      nosotros pero porque tambien muy ya aqui aca ahora despues antes hora hasta desde
      aeropuerto equipaje valija maleta ayuda ayudame persona alguien hablar humano asesor
      alojamiento hospedaje excursiones auto coche alquiler pasaje boleto billete demorado demora
      retrasado retraso atrasado cancelaron
      mandame mandas manden pasame pasas enviame envias dame lunes martes miercoles jueves viernes
      sabado domingo dia perdi perdimos robaron nadie senor senora chau adios dale listo perfecto
      bueno genial xq tmb q k hs
      despega despegamos aterriza aterrizamos embarco abordamos viaje viajo nuestro nuestra nuestros
      clima lluvia comer cerca mejor llueve restaurante moneda cambiar quejarme queja verguenza
      pesimo
    `,
  ),
  pt: new Set(
    wordList`
      oi ola oie opa bom boa tarde noite obrigado obrigada obg brigado brigada valeu vlw voo voos
      portao cartao bilhete hoje amanha ontem o os da dos das na nas ao pela pelo pelos um uma uns e
      meu minha meus minhas seu sua
      quero queria gostaria preciso tenho temos tem posso pode podem poderia ha fazer fazemos faco
      estou estao estamos sai saio saimos chego chega chegamos onde quando qual quais quem quanto
      quantos quantas com sem eu voce voces vc vcs
      mas porque tambem tbm muito ja aqui agora depois antes horas ate desde aeroporto bagagem mala
      malas ajuda ajudar pessoa alguem falar humano atendente hospedagem passeio passeios excursao
      carro aluguel passagem atrasado atraso cancelaram
      me manda mande envia enviar roteiro segunda terca quarta quinta sexta sabado domingo feira dia
      perdi perdemos roubaram ninguem senhor senhora tchau beleza blz legal otimo nao sim isso este
      essa esse pra pro hj qnd oq cade
      decola decolamos pousa pouso embarco viagem viajo nosso nossa tempo chuva ingresso ingressos
      hospedado hospedada cade cafe programacao atividades fica ficar poderia pode mandar comer
      perto melhor chove restaurante moeda mudar reclamar reclamacao vergonha pessimo apolice
    `,
  ),
  en: new Set(
    wordList`
      hello hi hey good morning afternoon evening thanks thank you thx flight flights the an is are
      am was my your our me we it its this that these those what whats when where which who how why
      does did can could would will
      want need have has had there here now tomorrow today tonight yesterday please time and or but
      with without at in on for from of airport luggage baggage bag bags help person someone
      somebody speak talk human agent insurance policy
      rental car pick trip delayed late leave leaves leaving depart departs arrive land landing send
      show give get monday tuesday wednesday thursday friday saturday sunday day itinerary schedule
      plan plans
      lost missed stolen nobody great bye yes not dont cant im ive id u ur r pls plz weather rain
      eat near best restaurant money change complaint terrible awful refund
    `,
  ),
};
/** Words that count twice: of one language alone, or far more common in it. */
const distinctiveWords = new Map<string, Language>([
  ...wordList`
    vuelo buelo puerta hoy gracias hola quiero necesito tengo el los las del mi y donde cuando cual
    tarjeta manana una es yo aeropuerto con ustedes vos
  `.map((word) => [word, 'es'] as const),
  ...wordList`
    voo portao hoje obrigado obrigada oi quero preciso tenho voce vc meu minha nao onde quando qual
    cartao amanha uma um eu da com aeroporto em ao
  `.map((word) => [word, 'pt'] as const),
  ...wordList`
    flight the is my what when where which tomorrow today thanks please you are can how and with
  `.map((word) => [word, 'en'] as const),
]);

/** Letters and endings of one language, with their weight. */
const letters: readonly (readonly [RegExp, Language, number])[] = [
  [/[ñ¿¡]|ci[oó]n\b/u, 'es', 3],
  [/ário|ência|ância|ção|ções/u, 'pt', 2],
  [/[ãõçêâô]|à/u, 'pt', 3],
];

/**
 * The language of a text, or null where it shows none ("ok", "gate?").
 */
export const languageOf = (text: string): Language | null => {
  const score: Record<Language, number> = { es: 0, en: 0, pt: 0 };
  for (const word of fold(text).split(' ')) {
    for (const language of ['es', 'en', 'pt'] as const)
      if (languageWords[language].has(word)) score[language] += 1;
    const distinctive = distinctiveWords.get(word);
    if (distinctive) score[distinctive] += 1;
  }
  const folded = text.toLowerCase().normalize('NFC');
  for (const [pattern, language, weight] of letters)
    if (pattern.test(folded)) score[language] += weight;
  const ranked = (['es', 'en', 'pt'] as const).toSorted((a, b) => score[b] - score[a]);
  const [first, second] = ranked;
  return first && second && score[first] > score[second] ? first : null;
};

/** The language to answer in: that of the text where it shows one, else `otherwise`. */
export const answerLanguage = (text: string, otherwise: Language): Language =>
  languageOf(text) ?? otherwise;

/** How the traveller of a conversation is spoken to in a language. */
export const localeIn = (
  { phone, settings }: Pick<ConversationContext, 'phone' | 'settings'>,
  language: Language,
): Locale => localeOf(language, phone, effectiveSettings(settings).notification_preferences.voseo);

/** The traveller of a conversation as the reader of a text that calls nobody by name. */
export const readerOf = (conversation: ConversationContext, language: Language): Reader => ({
  locale: localeIn(conversation, language),
  callName: '',
  agency: conversation.agency,
});
