import { duration } from '#shared/domain/duration.ts';
import { oneLine } from '../multiline.ts';
import { es as facts } from './facts/es.ts';
import { es as person } from './person/es.ts';
import type { ConciergeWords } from './words.ts';

/** Spanish that is at home everywhere, with `tú`: warm and short, as the messages are. */
export const es: ConciergeWords = {
  facts,
  person,
  greeting: (name) => oneLine`
    ¡Hola, ${name}! 👋 Soy el asistente de tu viaje. Puedes preguntarme por tu vuelo, tu itinerario o
    tus documentos. ¿En qué te ayudo?
  `,
  help: (agency) =>
    [
      'Soy el asistente de tu viaje. Esto es lo que puedo hacer por aquí:',
      '✈️ Tu vuelo: horario, puerta, terminal, retrasos. Por ejemplo: *¿a qué hora sale mi vuelo?*',
      '🗺️ Tu itinerario: *itinerario*, *¿qué hacemos mañana?*, *día 2*',
      oneLine`
        📄 Tus documentos: *tarjeta de embarque*, *hotel*, *seguro*, *traslado*, *auto*, *excursión*
      `,
      `🙋 Una persona de ${agency}: escribe *hablar con una persona*`,
    ].join('\n'),
  thanks: '¡De nada! Cualquier cosa que necesites, escríbenos por aquí. 😊',
  noTrip: (agency) => oneLine`
    ¡Hola! No encuentro ningún viaje con este número de WhatsApp. Ya avisé a ${agency} para que
    te contacte; si reservaste con otro número, escríbenos desde ese.
  `,
  callInstead: (phone) => oneLine`
    Todavía nadie pudo tomar tu mensaje. Si es urgente, llama al teléfono de emergencias de tu
    agencia: ${phone}.
  `,
  documents: {
    boarding_pass: 'tu tarjeta de embarque',
    hotel_reservation: 'la reserva de tu hotel',
    insurance: 'tu seguro de viaje',
    transfer: 'el voucher de tu traslado',
    car_rental: 'la reserva de tu auto de alquiler',
    tour_reservation: 'el voucher de tu excursión',
  },
  here: (what) => `Aquí tienes ${what}. 📄`,
  readyToSend: (what) => `Ya tenemos ${what}. Responde «quiero ${what}» y te llega por aquí.`,
  missing: (what, agency) =>
    `Todavía no tengo ${what}. Ya avisé a ${agency} para que lo envíe por aquí.`,
  noDocuments: (agency) => oneLine`
    Todavía no tengo documentos de tu viaje. Ya avisé a ${agency} para que te los envíe por aquí.
  `,
  stay: (stay) => `🏨 Tu alojamiento: ${stay}`,
  onlyForTravellers: (agency) => oneLine`
    Los documentos y el itinerario son solo para quienes viajan: puedes pedírselos a ellos o a
    ${agency}. Por aquí te cuento cómo va el vuelo.
  `,
  flight: {
    departure: 'Salida',
    departed: 'Salió',
    arrival: 'Llegada',
    landed: 'Llegó',
    gate: 'Puerta',
    terminal: 'Terminal',
    belt: 'Cinta de equipaje',
    noGate: 'todavía no está asignada; mira las pantallas del aeropuerto',
    noBelt: 'mira las pantallas del aeropuerto',
    onTime: 'Por ahora sale a su hora.',
    delayed: (minutes) => oneLine`
      Tiene un retraso de ${duration(minutes)}. El check-in mantiene su horario original y los
      retrasos pueden acortarse.
    `,
    earlier: (minutes) => `Se adelantó ${duration(minutes)}: sal con tiempo.`,
    inTheAir: 'Ya está en vuelo.',
    leftGate: 'Ya salió de la puerta y todavía no ha despegado.',
    noNews: (since) =>
      `No hay novedades del vuelo desde ${since}. Por si acaso, revisa las pantallas del aeropuerto.`,
    hasLanded: 'Ya aterrizó.',
    unconfirmed: 'Es el horario de tu reserva; la aerolínea todavía no lo confirmó.',
    cancelled: (flight, departure, agency) => oneLine`
      Tu vuelo *${flight}* del ${departure} está *cancelado*. Ya avisamos a ${agency}: habla con
      ella antes de aceptar un reembolso o de dar el viaje por perdido.
    `,
    diverted: (flight, airport, agency) => oneLine`
      Tu vuelo *${flight}* fue desviado${airport ? ` a *${airport}*` : ' a otro aeropuerto'}. Sigue
      las indicaciones de la tripulación; ya avisamos a ${agency}.
    `,
  },
  itinerary: {
    title: '🗺️ *Tu itinerario*',
    day: (n, date) => `*Día ${n} · ${date}*`,
    nothing: (date, from, to) =>
      `No hay nada en tu itinerario para el ${date}. Tu itinerario va del ${from} al ${to}.`,
    none: (agency) => oneLine`
      Todavía no tengo tu itinerario. Ya se lo pedí a ${agency} y te lo enviaremos por aquí cuando
      esté.
    `,
    page: (url) => `🔗 Para verlo con mapas, imprimirlo o guardarlo en tu calendario: ${url}`,
    file: 'Aquí tienes tu itinerario en PDF. 🗺️',
    checkIn: (when) => `🕒 Ingreso: ${when}`,
    checkOut: (hotel) => `salida de ${hotel}`,
    next: 'Lo próximo',
    nothingMore: 'Por hoy no queda nada más en el plan.',
    unchecked: '_Las sugerencias con ~ no fueron verificadas por tu agencia._',
  },
  media: {
    filed: (count, agency) =>
      count === 1
        ? `Recibido: guardé tu archivo con los documentos de tu viaje y ${agency} puede verlo. 📎`
        : oneLine`
          Recibidos: guardé tus ${count} archivos con los documentos de tu viaje y ${agency} puede
          verlos. 📎
        `,
    tooLarge: oneLine`
        El archivo es demasiado grande: puedo recibir hasta 16 MB. ¿Me lo envías en un tamaño menor?
      `,
    unsupported:
      'Ese tipo de archivo no lo puedo recibir. Envíamelo como PDF o como foto, por favor.',
    failed: (agency) =>
      `No pude abrir tu archivo. Ya avisé a ${agency}; si puedes, envíalo otra vez.`,
    voice: (agency) => oneLine`
      No puedo escuchar audios por aquí. Ya le pasé el tuyo a una persona de ${agency}, que te
      responderá; si lo prefieres, escríbeme.
    `,
  },
  located: (agency) => `Recibí tu ubicación y ya se la pasé a ${agency}. 📍`,
  numbersRemoved: oneLine`
      Por tu seguridad no guardamos números de pasaporte ni de tarjeta: no hace falta que los envíes
      por aquí.
    `,
};
