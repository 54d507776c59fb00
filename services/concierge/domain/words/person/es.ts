import { oneLine } from '../../multiline.ts';
import type { PersonWords } from './words.ts';

/** Spanish of every country, where it can be said without tú or vos. */
export const es: PersonWords = {
  question: (agency) => oneLine`
    Esa respuesta no la tengo a mano y prefiero no inventarla. Ya le pasé tu mensaje a una persona de
    ${agency}, que responde por aquí.
  `,
  rest: (agency) => oneLine`
    Lo demás no lo tengo a mano: ya se lo pasé a una persona de ${agency}, que responde por aquí.
  `,
  added: [
    (agency) => `Lo sumé a lo que ya le pasé a ${agency}.`,
    (agency) => `También esto quedó anotado para la persona de ${agency}.`,
  ],
  over: (agency) => `¡Qué alivio! Ya se lo paso a ${agency}, que lo tiene en seguimiento.`,
  request: {
    change_booking: (agency) => oneLine`
      Anotado: le pedí a ${agency} que vea ese cambio. Por aquí no puedo hacer cambios; una persona
      confirma si se puede y cuánto cuesta.
    `,
    refund: (agency) =>
      `Anotado: le pedí a ${agency} que vea el reembolso. Una persona responde por aquí.`,
    callback: (agency) => `Anotado: le pedí a ${agency} que llame a este número.`,
  },
  asked: (agency) => oneLine`
    Listo, ya avisé a ${agency}: una persona del equipo responde por aquí lo antes posible.
  `,
  complaint: (agency) => oneLine`
    Lamento lo que pasó y entiendo la molestia. Ya se lo pasé a ${agency}: una persona responde por
    aquí.
  `,
  trouble: {
    danger: (agency) => oneLine`
      Lo primero es estar a salvo. Ya avisé con urgencia a ${agency}: una persona escribe por aquí lo
      antes posible.
    `,
    missing_person: (agency) => oneLine`
      Ya avisé con urgencia a ${agency}. Mientras tanto: avisar al personal más cercano (seguridad,
      informes), quedarse en el último lugar donde estuvieron juntos y tener a mano una foto.
    `,
    stolen: (agency) => oneLine`
      Lamento que haya pasado. Ya avisé con urgencia a ${agency}: una persona escribe por aquí.
      Mientras tanto: hacer la denuncia en la policía, bloquear las tarjetas y, si falta el
      pasaporte, ir al consulado.
    `,
    stranded: (agency) => oneLine`
      Ya avisé con urgencia a ${agency}: una persona escribe por aquí para resolverlo. Mientras tanto,
      lo mejor es esperar en un lugar con gente y compartirme la ubicación.
    `,
    missed_flight: (agency) => oneLine`
      Lamento lo que pasó. Ya avisé con urgencia a ${agency}: una persona escribe por aquí para buscar
      una alternativa. Mientras tanto: ir al mostrador de la aerolínea y no devolver ni anular el
      pasaje.
    `,
    denied: (agency) => oneLine`
      Ya avisé con urgencia a ${agency}: una persona escribe por aquí. Mientras tanto: pedir el motivo
      por escrito, no firmar lo que no se entienda y no devolver el pasaje.
    `,
    lost_luggage: (agency) => oneLine`
      Lamento lo de tu equipaje. Antes de salir del aeropuerto hay que hacer el reclamo (PIR) en el
      mostrador de equipaje de la aerolínea y guardar el comprobante. Ya avisé a ${agency}: una
      persona escribe por aquí.
    `,
    unwell: (agency) => oneLine`
      Lamento que no se sientan bien. Ya avisé con urgencia a ${agency}: una persona escribe por aquí.
      Si empeora, hay que llamar a emergencias o a la asistencia al viajero.
    `,
    bereavement: (agency) => oneLine`
      Lo siento muchísimo. Ya avisé a ${agency}: una persona escribe por aquí para ayudar con todo lo
      que haga falta.
    `,
  },
  disruption: {
    cancelled: (agency) => oneLine`
      Tu vuelo fue cancelado y ya avisé con urgencia a ${agency}: una persona escribe por aquí para
      buscar una alternativa. Mientras tanto: no aceptar un reembolso ni dar el viaje por perdido
      antes de hablar con la agencia, pedir en el mostrador o en la app de la aerolínea el próximo
      vuelo disponible y guardar los comprobantes de gastos.
    `,
    diverted: (agency) => oneLine`
      Tu vuelo fue desviado y ya avisé con urgencia a ${agency}: una persona escribe por aquí.
      Mientras tanto: seguir las indicaciones de la tripulación, no salir de la zona de tránsito sin
      preguntar y averiguar cómo los llevan al destino.
    `,
    missed: (agency) => oneLine`
      Con el retraso no se llega a la conexión, y ya avisé con urgencia a ${agency}: una persona
      escribe por aquí. Mientras tanto: ir al mostrador de conexiones de la aerolínea, pedir lugar en
      el próximo vuelo y no devolver ni anular el pasaje.
    `,
    delayed: (agency) => oneLine`
      Tu vuelo tiene un retraso largo y ya avisé con urgencia a ${agency}: una persona escribe por
      aquí. El check-in mantiene su horario; conviene estar cerca de la puerta, porque los retrasos
      pueden acortarse, y guardar los comprobantes de gastos.
    `,
  },
  rights: {
    europe: oneLine`
      Por las reglas europeas (CE 261) corresponden comida, alojamiento si hace falta, y otro vuelo o
      el reembolso, a elección.
    `,
    brazil: oneLine`
      Por las reglas de Brasil (ANAC 400) corresponden comida desde las 2 horas de espera,
      alojamiento si hay que pasar la noche, y otro vuelo o el reembolso, a elección.
    `,
    elsewhere: oneLine`
      En general la aerolínea debe ofrecer otro vuelo o el reembolso, y ayuda durante la espera: hay
      que pedirla en el mostrador.
    `,
  },
  callNow: (country, numbers) =>
    `🆘 Si hay peligro, hay que llamar ya al *${numbers}* (emergencias en ${country}).`,
  answersUntil: (clock) => `Atienden hoy hasta las ${clock}.`,
  answersFrom: (moment) => `Vuelven a atender el ${moment}.`,
  ifUrgent: (phone) => `Si no puede esperar, el teléfono de emergencias es ${phone}.`,
  joined: (person, agency) =>
    `👋 ${person}, de ${agency}, se sumó a la conversación y sigue por aquí.`,
  back: (agency) => oneLine`
    Vuelvo a responder yo, el asistente. Si hace falta, ${agency} sigue del otro lado.
  `,
  unknownLanguage: (agency) => oneLine`
    Por aquí respondo en español, inglés o portugués. Ya le pasé tu mensaje a una persona de
    ${agency}, que responde por aquí.
  `,
  withdrawn: (flight, date, agency) => oneLine`
    ${agency} dio de baja tu viaje *${flight}* del ${date}, así que ya no lo sigo. Ya le avisé de tu
    mensaje: una persona responde por aquí.
  `,
};
