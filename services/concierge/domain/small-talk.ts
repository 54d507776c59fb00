import { regex, wordList } from './multiline.ts';

/** Whether a text consists of these words alone. */
const onlyOf = (words: readonly string[]): ((text: string) => boolean) => {
  const set = new Set(words);
  return (text) => text !== '' && text.split(' ').every((word) => set.has(word));
};

const isAcknowledgement = onlyOf(
  wordList`ok okay okey okei oki okis okk k kk okie dokie okeydokey oka okas oks`,
);

const greetingWords = wordList`
  hola ola oi opa hello hi hey hiya howdy buenas buenos buen dia dias tardes tarde noches noite
  noches good morning afternoon evening day night mornin bom boa saludos saudacoes salve alo alô e
  ai eai como estas estan esta anda andas andan va vai vas vamos que tal tudo bem bom joia certo
  todo bien how are you doing its it going is whats up sup yo there everyone everybody all team
  equipo gente pessoal chicos chicas amigo amiga amigos senor senora nice to meet encantado
  encantada mucho gusto prazer espero you well greetings dear estimados estimado muy a todos todas
  muchachos people folks friend mate man bro che loco querido querida hermano linda lindo por aqui
  aca passando pasando saludar a y and voce voces ustedes tu usted with con com today hoy hoje aloha
`;
const isGreetingOnly = onlyOf(greetingWords);
const greetingCore = regex`
  \b(?:
    hola|ola|oi|opa|hello|hi|hey|hiya|howdy|buenas|buenos|buen dia|bom dia|boa (?:tarde|noite)|
    good (?:morning|afternoon|evening|day)|morning|saludos|salve|alo|e ai|eai|que tal|
    tudo (?:bem|bom|joia|certo)|todo bien|whats up|sup|yo|
    como (?:estas|estan|andas|anda|va|vai|esta|vas)|how are you|hows it going|how is it going|
    how you doing|greetings|encantad[oa]|mucho gusto|prazer|aloha|saudacoes
  )\b
`;

const thanking = regex`
  \b(?:
    gracias|thanks|thank|cheers|appreciate|appreciated|obrigad[oa]|obrigadao|valeu|agradezco|
    agradecid[oa]|agradecemos|agradeco|grat[oa]|grateful|muy amables?|muito gentil|so kind|
    very kind|merci|brigadao|brigadinh[oa]|thankful|mil gracias
  )\b
`;
const isClosingOnly = onlyOf(
  wordList`
    perfecto perfecta perfect perfeito perfeita excelente excellent genial great awesome cool nice
    bueno buena buenisimo barbaro fantastico fantastic otimo otima maravilla maravilloso maravilhoso
    wonderful amazing super joya joia legal show beleza
    dale listo lista entendido entendida entendi understood got it roger claro sure si sim yes yep
    yeah yup no nop nope nao good bom bien bem vale de acuerdo done combinado fechado certo
    tranquilo tranqui all right alright fine very well muy muito ok okay okey oki then entonces
    entao brillante brilliant lovely bye goodbye adios chau chao tchau hasta luego manana pronto ate
    logo mais see you later soon take care cuidate abrazo abraco abrazos saludos besos beijos kisses
    sounds good eso es todo nada mas thats that is everything nothing else por ahora no problem de
    nada you welcome youre igualmente likewise igual jaja jajaja jajajaja jeje haha hahaha lol kkk
    kkkk rsrs rs xd ah aah oh ahh uff wow uau bacana massa top demais
  `,
);

/**
 * The kind of small talk that a clause is, or null.
 * @param text plain words of the clause.
 * @param raw the clause as it was written, for its emojis.
 */
export const smallTalk = (text: string, raw: string): 'greeting' | 'thanks' | 'ack' | null => {
  if (text === '') {
    if (/🙏|❤|💖|💕|😍|🥰|😘|🤗|🙌/u.test(raw)) return 'thanks';
    if (/👋/u.test(raw)) return 'greeting';
    return /\p{Extended_Pictographic}/u.test(raw) ? 'ack' : null;
  }
  if (isAcknowledgement(text)) return 'ack';
  if (greetingCore.test(text) && isGreetingOnly(text)) return 'greeting';
  if (thanking.test(text)) return 'thanks';
  return isClosingOnly(text) ? 'thanks' : null;
};

const help = [
  regex`
    ^(?:(?:hola|hi|hello|oi|please|por favor|y|ola|hey) )*(?:
      ayuda|help|ajuda|menu|opciones|options|opcoes|comandos|commands|comenzar|empezar|ayudame|
      me ayudas|me ayudan|me ajuda|me ajudem|help me|i need help|i need some help|necesito ayuda|
      necesito una ayuda|preciso de ajuda|preciso ajuda|quiero ayuda|need help|can you help|
      can you help me|could you help me|could you help|can u help me|podes ayudarme|
      puedes ayudarme|me podes ayudar|me puedes ayudar|podrias ayudarme|me podrias ayudar|
      pode me ajudar|voce pode me ajudar|poderia me ajudar|instrucciones|instructions|instrucoes|
      como te uso|how do i use this|ajuda por favor|ayuda por favor
    )(?: (?:
      please|por favor|with something|con algo|com uma coisa|aqui|here|gracias|con esto|with this|
      plis|un segundo
    ))*$
  `,
  regex`
    \b(?:
      que|what|o que|en que|in what|como|how|con que|com o que|what else|what kind of things|
      what things|que cosas|que mas
    ) (?:mas |me |nos |te |tipo de cosas |coisas |cosas |else |all |things )*(?:
      podes|puedes|pueden|podrias|sabes|can|could|do|voce|vos|haces|hacen|faz|fazem|pode|sabe
    )(?: \w+){0,2} ?(?:
      hacer|ayudar\w*|do|help|fazer|ajudar|haces|decir\w*|tell|ask|answer|preguntar\w*|perguntar|
      offer|ofrec\w*|contar\w*|responder
    )?(?: (?:
      me|por mi|for me|por mim|with|you|vos|aqui|here|te|hacer|do|conmigo|us|nosotros|exactly|
      exactamente
    ))*$
  `,
  regex`
    \b(?:
      para que (?:servis|sirves|sirve|serve|es esto|es este)|
      what (?:is this|are you) (?:for|about)|what is this$|que es esto$|o que e isso$|
      como (?:te |isso |esto |esse |este )?(?:funciona|funcionas|uso|se usa)
      (?: (?:esto|isso|este|este chat|este bot|isto|voce))?$|
      how (?:does|do) (?:this|it|you|the bot) work\w*|what (?:can|do) you do|how can you help|
      how do you work|what can i ask|que (?:te |le |les )?puedo (?:preguntar|pedir|consultar)\w*|
      o que (?:eu )?posso (?:perguntar|pedir)\w*|in what can you help|con que me ayudas|
      en que me ayudas
    )\b
  `,
  regex`
    \b(?:
      quien (?:sos|eres|es|habla|me habla|escribe)|
      who (?:are you|is this|am i (?:talking|speaking|chatting) (?:to|with))|
      quem (?:e voce|fala|esta falando|e$)|con quien (?:hablo|estoy hablando)|
      com quem (?:eu )?(?:falo|estou falando)|
      (?:
        sos|eres|are you|voce e|es esto|is this|estoy hablando con|
        am i (?:talking|speaking|chatting) (?:to|with)|hablo con|estou falando com
      ) (?:un |una |a |an |um |uma |real |really |human |alguien |the )*(?:
        bot|robot|robo|humano|humana|human|persona|person|pessoa|maquina|machine|ia|ai|real|
        asistente|assistant|assistente|chatgpt|computer
      )(?: (?:
        real|o|or|ou|humano|bot|persona|un|una|a|um|uma|person|human|robot|humana|pessoa|robo|
        maquina
      ))*
    )\b
  `,
];

/** Whether a clause asks what this is and what it can do. */
export const asksHelp = (text: string): boolean => help.some((question) => question.test(text));
