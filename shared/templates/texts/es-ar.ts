import { es } from './es.ts';
import { vary } from './vary.ts';

/** The lines of the Spanish texts that are said otherwise on the River Plate. */
export const rioplatense: Readonly<Record<string, string>> = {
  'Si algo cambia, te avisaremos por aquí. Y si tienes alguna pregunta, responde a este mensaje.':
    'Si algo cambia, te avisamos por acá. Y si tenés alguna pregunta, respondé este mensaje.',
  'Viajas con *{agency}*. Para no recibir más mensajes, responde BAJA.':
    'Viajás con *{agency}*. Para no recibir más mensajes, respondé BAJA.',
  'Ten a mano tus documentos. *{agency}* te desea un buen viaje.':
    'Tené a mano tus documentos. *{agency}* te desea un buen viaje.',
  'Hola, {name}: tu vuelo *{flight}* tiene un retraso de {late}.':
    'Hola, {name}: tu vuelo *{flight}* tiene una demora de {late}.',
  'El check-in mantiene su horario y los retrasos pueden acortarse: ve al aeropuerto a la hora prevista.':
    'El check-in mantiene su horario y las demoras pueden acortarse: andá al aeropuerto a la hora prevista.',
  'Quédate cerca de la puerta: los retrasos pueden acortarse.':
    'Quedate cerca de la puerta: las demoras pueden acortarse.',
  '*{agency}* sigue tu vuelo: si necesitas algo, responde a este mensaje.':
    '*{agency}* sigue tu vuelo: si necesitás algo, respondé este mensaje.',
  'Hola, *{agency}* tiene un aviso para ti:': 'Hola, *{agency}* tiene un aviso para vos:',
  'Si tienes alguna pregunta, responde a este mensaje.':
    'Si tenés alguna pregunta, respondé este mensaje.',
  '{knows}: si necesitas ayuda, responde a este mensaje.':
    '{knows}: si necesitás ayuda, respondé este mensaje.',
  'Hola, {name}: se acortó el retraso de tu vuelo *{flight}*.':
    'Hola, {name}: se acortó la demora de tu vuelo *{flight}*.',
  'El check-in y el embarque también pueden cerrar antes: cuenta con la nueva hora.':
    'El check-in y el embarque también pueden cerrar antes: contá con la nueva hora.',
  'El embarque también se adelanta: cuenta con la nueva hora.':
    'El embarque también se adelanta: contá con la nueva hora.',
  'Si no estás a bordo, responde a este mensaje ahora.':
    'Si no estás a bordo, respondé este mensaje ahora.',
  'El retraso que te avisamos ya no cuenta.': 'La demora que te avisamos ya no corre.',
  'Calcula el tiempo para llegar. Si vuelve a cambiar, te avisaremos.':
    'Calculá el tiempo para llegar. Si vuelve a cambiar, te avisamos.',
  'Calcula el tiempo para llegar.': 'Calculá el tiempo para llegar.',
  'Ten a mano tu tarjeta de embarque y tu documento. *{agency}* te desea un buen vuelo.':
    'Tené a mano tu tarjeta de embarque y tu documento. *{agency}* te desea un buen vuelo.',
  'Puerta: *{gate}* (confírmala en las pantallas del aeropuerto)':
    'Puerta: *{gate}* (confirmala en las pantallas del aeropuerto)',
  'Puerta: mírala en las pantallas del aeropuerto':
    'Puerta: mirala en las pantallas del aeropuerto',
  '{knows}. Para que te ayuden, basta con responder a este mensaje.':
    '{knows}. Para que te ayuden, alcanza con responder este mensaje.',
  'Si habías cambiado de planes, habla con *{contact}*: basta con responder a este mensaje.':
    'Si habías cambiado de planes, hablá con *{contact}*: alcanza con responder este mensaje.',
  'Sigue las indicaciones de la tripulación y de la aerolínea.':
    'Seguí las indicaciones de la tripulación y de la aerolínea.',
  'No vayas a la puerta de esa conexión ni des el billete por perdido: suele haber alternativas.':
    'No vayas a la puerta de esa conexión ni des el pasaje por perdido: suele haber alternativas.',
  'El viaje sigue como estaba reservado. Si tienes dudas, responde a este mensaje: *{agency}* te acompaña.':
    'El viaje sigue como estaba reservado. Si tenés dudas, respondé este mensaje: *{agency}* te acompaña.',
  '{knows}. Cuando puedas, responde a este mensaje y te ayudarán a seguir viaje.':
    '{knows}. Cuando puedas, respondé este mensaje y te van a ayudar a seguir viaje.',
  'Si necesitas algo durante el viaje, responde a este mensaje: *{agency}* te acompaña.':
    'Si necesitás algo durante el viaje, respondé este mensaje: *{agency}* te acompaña.',
  'Si no llegas a tiempo, responde a este mensaje: *{agency}* te ayuda.':
    'Si no llegás a tiempo, respondé este mensaje: *{agency}* te ayuda.',
  'Esperamos que hayas tenido un buen viaje con *{agency}*. Para lo que necesites, responde a este mensaje.':
    'Esperamos que hayas tenido un buen viaje con *{agency}*. Para lo que necesites, respondé este mensaje.',
  'Desde ahora te avisaremos del viaje como quedó. Si algo no está bien, responde a este mensaje.':
    'Desde ahora los avisos son sobre el viaje como quedó. Si algo no está bien, respondé este mensaje.',
  'No recibirás más avisos de este vuelo. Si tienes dudas, habla con *{contact}*, tu agencia.':
    'No vas a recibir más avisos de este vuelo. Si tenés dudas, hablá con *{contact}*, tu agencia.',
  'Responde *itinerario* y te lo enviaremos por aquí. *{agency}* te acompaña en este viaje.':
    'Respondé *itinerario* y te lo mandamos por acá. *{agency}* te acompaña en este viaje.',
  'Responde *{answer}* y queda a tu cargo. Si en unos minutos nadie lo toma, avisamos a otra persona del equipo.':
    'Respondé *{answer}* y queda a tu cargo. Si en unos minutos nadie lo toma, avisamos a otra persona del equipo.',
  'Responde a este mensaje para seguir la conversación.':
    'Respondé este mensaje para seguir la conversación.',
  [es.freeTexts.opt_out_ack]:
    'Listo, no vas a recibir más mensajes de *{agency}* por WhatsApp. De ahora en más, tu agencia te da por teléfono las novedades de tu viaje.\n\nSi cambiás de idea, respondé *ALTA*.',
  [es.freeTexts.follower_opt_out_ack]:
    'Listo, no vas a recibir más mensajes de *{agency}* por WhatsApp. El viaje sigue igual, y quienes viajan siguen recibiendo sus avisos.\n\nSi cambiás de idea, respondé *ALTA*.',
  [es.freeTexts.follower_opt_in_ack]:
    '¡Qué bueno tenerte de vuelta! Desde ahora volvés a recibir los mensajes de *{agency}* sobre el viaje que seguís.\n\nPara dejar de recibirlos, respondé *BAJA*.',
  [es.freeTexts.opt_out_question]:
    '¿Querés dejar de recibir todos los mensajes por WhatsApp? Para confirmarlo, respondé *BAJA*.\n\nSi tu consulta era por otra cosa, contanos un poco más y seguimos por acá.',
  [es.freeTexts.opt_out_notice]:
    'Recibimos tu mensaje, pero habías pedido no recibir más los nuestros. Para volver a recibirlos, respondé *ALTA*. Si es urgente, llamá a tu agencia.',
  [es.freeTexts.opt_in_ack]:
    '¡Qué bueno tenerte de vuelta! Desde ahora volvés a recibir los mensajes de *{agency}* sobre tu viaje.\n\nPara dejar de recibirlos, respondé *BAJA*.',
};

/** Spanish of Argentina and Uruguay, with `vos`. */
export const esAR = vary(
  es,
  rioplatense,
  {
    asOnTicket: (before) => `${before}, como en tu pasaje`,
    andOnTicket: (before, ticket) => `${before}; en tu pasaje, ${ticket}`,
    knows: { ...es.phrases.knows, told: (agency) => `ya le avisamos a ${agency}` },
  },
  {
    onTicket: (departure) => `; en el pasaje, ${departure}`,
    delayed: (who, late) => `${who} tiene una demora de ${late}`,
    early: '; el check-in mantiene su horario y las demoras pueden acortarse',
    near: '; las demoras pueden acortarse',
    shrank: (who) => `se acortó la demora: ${who} ahora sale antes de lo avisado`,
  },
);
