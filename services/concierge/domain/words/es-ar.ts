import { duration } from '#shared/domain/duration.ts';
import { oneLine } from '../multiline.ts';
import { es } from './es.ts';
import { esAR as facts } from './facts/es-ar.ts';
import { esAR as person } from './person/es-ar.ts';
import type { ConciergeWords } from './words.ts';

/** Spanish of Argentina and Uruguay: what is said with `vos`, or in other words than elsewhere. */
export const esAR: ConciergeWords = {
  ...es,
  facts,
  person,
  greeting: (name) => oneLine`
    ¡Hola, ${name}! 👋 Soy el asistente de tu viaje. Podés preguntarme por tu vuelo, tu itinerario o
    tus documentos. ¿En qué te ayudo?
  `,
  help: (agency) =>
    [
      'Soy el asistente de tu viaje. Esto es lo que puedo hacer por acá:',
      '✈️ Tu vuelo: horario, puerta, terminal, demoras. Por ejemplo: *¿a qué hora sale mi vuelo?*',
      '🗺️ Tu itinerario: *itinerario*, *¿qué hacemos mañana?*, *día 2*',
      oneLine`
        📄 Tus documentos: *tarjeta de embarque*, *hotel*, *seguro*, *traslado*, *auto*, *excursión*
      `,
      `🙋 Una persona de ${agency}: escribí *hablar con una persona*`,
    ].join('\n'),
  thanks: '¡De nada! Cualquier cosa que necesites, escribinos por acá. 😊',
  noTrip: (agency) => oneLine`
    ¡Hola! No encuentro ningún viaje con este número de WhatsApp. Ya le avisé a ${agency} para que
    te contacte; si reservaste con otro número, escribinos desde ese.
  `,
  callInstead: (phone) => oneLine`
    Todavía nadie pudo tomar tu mensaje. Si es urgente, llamá al teléfono de emergencias de tu
    agencia: ${phone}.
  `,
  here: (what) => `Acá tenés ${what}. 📄`,
  readyToSend: (what) => `Ya tenemos ${what}. Respondé «quiero ${what}» y te llega por acá.`,
  missing: (what, agency) =>
    `Todavía no tengo ${what}. Ya le avisé a ${agency} para que lo envíe por acá.`,
  noDocuments: (agency) => oneLine`
    Todavía no tengo documentos de tu viaje. Ya le avisé a ${agency} para que te los envíe por acá.
  `,
  onlyForTravellers: (agency) => oneLine`
    Los documentos y el itinerario son solo para quienes viajan: podés pedírselos a ellos o a
    ${agency}. Por acá te cuento cómo va el vuelo.
  `,
  flight: {
    ...es.flight,
    noGate: 'todavía no está asignada; mirá las pantallas del aeropuerto',
    noBelt: 'mirá las pantallas del aeropuerto',
    onTime: 'Por ahora sale a horario.',
    delayed: (minutes) => oneLine`
      Está demorado ${duration(minutes)}. El check-in mantiene su horario original y las demoras
      pueden acortarse.
    `,
    earlier: (minutes) => `Se adelantó ${duration(minutes)}: salí con tiempo.`,
    leftGate: 'Ya salió de la puerta y todavía no despegó.',
    noNews: (since) =>
      `No hay novedades del vuelo desde ${since}. Por las dudas, mirá las pantallas del aeropuerto.`,
    cancelled: (flight, departure, agency) => oneLine`
      Tu vuelo *${flight}* del ${departure} está *cancelado*. Ya le avisamos a ${agency}: hablá con
      ella antes de aceptar un reembolso o de dar el viaje por perdido.
    `,
    diverted: (flight, airport, agency) => oneLine`
      Tu vuelo *${flight}* fue desviado${airport ? ` a *${airport}*` : ' a otro aeropuerto'}. Seguí
      las indicaciones de la tripulación; ya le avisamos a ${agency}.
    `,
  },
  itinerary: {
    ...es.itinerary,
    file: 'Acá tenés tu itinerario en PDF. 🗺️',
    none: (agency) => oneLine`
      Todavía no tengo tu itinerario. Ya se lo pedí a ${agency} y te lo mandamos por acá cuando
      esté.
    `,
  },
  media: {
    ...es.media,
    tooLarge: oneLine`
        El archivo es demasiado grande: puedo recibir hasta 16 MB. ¿Me lo mandás en un tamaño menor?
      `,
    unsupported:
      'Ese tipo de archivo no lo puedo recibir. Mandámelo como PDF o como foto, por favor.',
    failed: (agency) =>
      `No pude abrir tu archivo. Ya le avisé a ${agency}; si podés, mandalo otra vez.`,
    voice: (agency) => oneLine`
      No puedo escuchar audios por acá. Ya le pasé el tuyo a una persona de ${agency}, que te
      responde; si preferís, escribime.
    `,
  },
  numbersRemoved: oneLine`
      Por tu seguridad no guardamos números de pasaporte ni de tarjeta: no hace falta que los mandes
      por acá.
    `,
};
