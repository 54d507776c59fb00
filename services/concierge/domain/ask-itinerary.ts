import { regex, source } from './multiline.ts';
import type { RequestedDay } from './skill.ts';

const plan = regex`
  \b(?:
    itinerari?os?|itinerary|itineraries|roteiros?|cronogramas?|programacao|programacion|agenda|
    planning|schedule|programa|
    (?:plan|planes|plans|plano|planos) (?:
      de|del|para|of|for|do|da|el|este|hoy|manana|today|tomorrow|hoje|amanha|tenemos|hay
    )|
    (?:el|the|o|mi|my|meu|nuestro|our|nosso|full|whole|cual es el|whats the|qual e o) (?:
      plan|plano|plans|planes|planos
    )|
    (?:actividades|atividades|activities) (?:
      de|del|para|do|da|for|of|on|tenemos|tengo|hay|temos|planned|planeadas|programadas|previstas|
      hoy|manana|today|tomorrow|hoje|amanha|el|agendadas
    )|
    (?:mis|my|minhas|nuestras|our|nossas|las|as|the|que|what|quais|cuales son las|cuales) (?:
      actividades|atividades|activities
    )|dia por dia|dia a dia|day by day
  )\b
`;
const otherPlans = regex`
  \b(?:
    datos|data|internet|celular|esim|phone|roaming|plan b|pension|salud|saude|health|pagos?|
    payment|cuotas
  )\b
`;
/** Wishes about the plan itself, and advice: a person or the model. */
const wishes = regex`
  \b(?:
    cambiar\w*|cambio|change|modificar\w*|modify|agregar\w*|agrega\w*|add|sacar\w*|saca|quitar\w*|
    remove|mudar|trocar|adicionar|incluir|include|cancelar\w*|cancel|mover|move|swap|reemplazar|
    replace|tirar|alterar|recomend\w*|recommend\w*|suger\w*|suggest\w*|sugieres?|conviene|
    mejor(?:es)?|best|melhor(?:es)?|para ninos|con ninos|for kids|com criancas|gratis|free|cerca|
    nearby|perto|precio|price|cuesta|cost|custa|llover\w*|lluvia|rain|chuva|clima|weather|
    tiempo hace|temperatura|calor|frio|cold|hot|abierto|open|aberto|cerrado|closed|feriado|
    holiday|huelga|strike|greve
  )\b
`;

const relative: readonly (readonly [RegExp, number])[] = [
  [/\b(?:pasado manana|depois de amanha|day after tomorrow|overmorrow)\b/, 2],
  [/\b(?:manana|amanha|tomorrow|tomorrows)\b/, 1],
  [
    regex`
      \b(?:
        hoy|hoje|today|todays|tonight|esta (?:noche|tarde|manana)|
        this (?:afternoon|evening|morning)|esta noite|a noche|noche|agora|ahora|now
      )\b
    `,
    0,
  ],
];
const weekdays: readonly RegExp[] = [
  /\b(?:domingo|sunday)\b/,
  /\b(?:lunes|monday|segunda|segunda feira)\b/,
  /\b(?:martes|tuesday|terca|terca feira)\b/,
  /\b(?:miercoles|wednesday|quarta|quarta feira)\b/,
  /\b(?:jueves|thursday|quinta|quinta feira)\b/,
  /\b(?:viernes|friday|sexta|sexta feira)\b/,
  /\b(?:sabado|saturday)\b/,
];
const ordinals: readonly RegExp[] = [
  /\b(?:primer|primero|primeiro|first|1er|1st|1o) (?:dia|day)\b|\b(?:dia|day) (?:uno|one|um)\b/,
  /\b(?:segundo|second|2do|2nd|2o) (?:dia|day)\b|\b(?:dia|day) (?:dos|two|dois)\b/,
  /\b(?:tercer|tercero|terceiro|third|3er|3rd|3o) (?:dia|day)\b|\b(?:dia|day) (?:tres|three)\b/,
  /\b(?:cuarto|quarto|fourth|4to|4th|4o) (?:dia|day)\b|\b(?:dia|day) (?:cuatro|four|quatro)\b/,
  /\b(?:quinto|fifth|5to|5th|5o) (?:dia|day)\b|\b(?:dia|day) (?:cinco|five)\b/,
];

/** "por la manana" is the morning; "el itinerario de manana" is tomorrow's. */
const mornings = new RegExp(
  source`
    (?<!\b(?:itinerario|plan|planes|agenda|programa|actividades) )\b
    (?:por|de|a|na|en|pela|in|en la|por la|de la|a la) (?:la )?manana\b
  `,
  'g',
);

/** The day that a clause names, or null. */
const dayIn = (text: string): RequestedDay | null => {
  const numbered =
    /\b(?:dia|day|d) ?(?:n|no|numero|number)? ?(\d{1,2})\b/.exec(text) ??
    /\b(\d{1,2})(?:er|do|ro|to|st|nd|rd|th|o)? (?:dia|day)\b/.exec(text);
  if (numbered) return { kind: 'nth', n: Number(numbered[1]) };
  if (/\b(?:ultimo|last|final) (?:dia|day)\b/.test(text)) return { kind: 'nth', n: -1 };
  const nth = ordinals.findIndex((pattern) => pattern.test(text));
  if (nth >= 0) return { kind: 'nth', n: nth + 1 };
  const weekday = weekdays.findIndex((pattern) => pattern.test(text));
  // "manana" beside a weekday is the morning ("el jueves por la manana").
  if (weekday >= 0) return { kind: 'weekday', weekday };
  const withoutMornings = text.replace(mornings, '');
  const match = relative.find(([pattern]) => pattern.test(withoutMornings));
  return match ? { kind: 'relative', days: match[1] } : null;
};

const whatIsOn = regex`
  \b(?:que|what|whats|o que|cual|qual|wha)\b.*\b(?:
    hacemos|hago|haremos|hay|tengo|tenemos|toca|sigue|viene|temos|tenho|tem|fazemos|faco|faremos|
    faz|planned|planeado|planejado|planeamos|programad[oa]|previst[oa]|agendad[oa]|on for|
    do we have|do i have|have we|are we doing|am i doing|we doing|happening|next|
    on the (?:plan|agenda)|vamos (?:a )?(?:hacer|fazer|ver|visitar)|vou fazer|voy a hacer|
    visitamos|vemos|visit|see|going to do|will we do|queda|resta|espera|rola|going on|on|haciendo|
    toca hacer
  )\b
`;
const anythingOn = regex`
  \b(?:
    tengo|tenemos|hay|temos|tenho|tem|do we have|do i have|have|is there|are there|anything|
    something|any
  ) (?:
    algo|alguma coisa|anything|something|any plans?|any activit\w+|actividades|atividades|
    algun plan|plans?|programad\w+|previst\w+|planead\w+|planned|on
  )\b
`;
const advice = regex`
  \b(?:
    puedo|podemos|se puede|can i|can we|could i|could we|should (?:i|we)|posso|podemos|da para|
    para hacer|to do in|things to do|que hacer|o que fazer|where (?:can|should)|
    donde (?:puedo|comer|salir)|onde (?:posso|comer)|recomend\w*|llueve|comprar|comer|eat|wear|
    llevar|ponerme|usar|vestir|pack
  )\b
`;
const dayWords = regex`
  ^(?:
    (?:
      y|e|and|para|el|la|on|for|the|na|no|em|at|a|o|en|que|what|about|hola|hi|oi|plan|plans|
      planes|plano|planos|de|del|do|da|este|esta|this|proximo|proxima|next|feira|dia|day|como|
      seria|es|is|hay|e o|q|tal|then|entonces|ver|mostrame|muestrame|dime|decime|me|quiero|quero|
      show|tell|so
    ) )*(?:
    \d{1,2}|hoy|manana|pasado manana|hoje|amanha|depois de amanha|today|tomorrow|tonight|lunes|
    martes|miercoles|jueves|viernes|sabado|domingo|monday|tuesday|wednesday|thursday|friday|
    saturday|sunday|(?:segunda|terca|quarta|quinta|sexta)(?: feira)?|
    (?:
      primer|segundo|tercer|cuarto|quinto|primeiro|terceiro|quarto|first|second|third|fourth|
      fifth|ultimo|last
    ) (?:dia|day)|(?:dia|day) (?:uno|dos|tres|cuatro|cinco|one|two|three|four|five|um|dois|quatro)
  )$
`;
const next = regex`
  \b(?:
    whats next|what is next|que sigue|que viene (?:ahora|despues)|proxima actividad|
    proxima atividade|next (?:activity|stop)|o que vem (?:agora|depois)|siguiente actividad|
    y ahora que|e agora
  )\b
`;

const planAlone = regex`
  ^(?:(?:el|the|mi|my|o|meu) )?
  (?:plan|planes|plans|plano|planos|actividades|activities|atividades|tour plan)$
`;

/**
 * The part of the itinerary that a clause asks for, or null.
 * @param text plain words of one clause.
 */
export const asksItinerary = (text: string): RequestedDay | null => {
  if (wishes.test(text) || otherPlans.test(text)) return null;
  const day = dayIn(text);
  if (plan.test(text)) return /\bpdf\b/.test(text) ? { kind: 'file' } : (day ?? { kind: 'all' });
  if (next.test(text)) return { kind: 'relative', days: 0 };
  if (
    day !== null &&
    /\b(?:plan|planes|plans|plano|planos|actividades|activities|atividades)\b/.test(text) &&
    !advice.test(text)
  )
    return day;
  if (day === null) return planAlone.test(text) ? { kind: 'all' } : null;
  if (dayWords.test(text)) return day;
  if (advice.test(text)) return null;
  return whatIsOn.test(text) || anythingOn.test(text) ? day : null;
};
