import { oneLine } from '../../multiline.ts';
import type { FactWords } from './words.ts';

/** Spanish of every country, where it can be said without tú or vos. */
export const es: FactWords = {
  duration: 'Duración',
  airport: 'Aeropuerto',
  noTerminal: 'todavía no la sé; está en las pantallas del aeropuerto',
  notYetLanded: 'Todavía no aterrizó: la cinta se conoce al llegar.',
  timeUntil: (left) => `Faltan *${left}* para la salida.`,
  hasLeft: 'El vuelo ya salió.',
  beAtAirport: (moment, lead) =>
    `Conviene estar en el aeropuerto el *${moment}*, ${lead} antes de la salida.`,
  leaveInTime: 'El camino depende del tránsito: mejor salir con margen.',
  yourFlight: (flight, from, to) => `Tu vuelo es el *${flight}*, de ${from} a ${to}.`,
  notYours: (flight, own, agency) => oneLine`
    El *${flight}* no es uno de tus vuelos con ${agency}. Los tuyos: ${own}.
  `,
  return: '↩️ *Tu vuelta*',
  onlyReturnDate: (date, agency) => oneLine`
    La vuelta es el *${date}*. El vuelo de regreso todavía no lo tengo cargado: ${agency} te lo
    confirma.
  `,
  flights: '✈️ *Tus vuelos*',
  isCancelled: 'cancelado',
  connection: {
    none: 'Es un vuelo directo: no hay conexión.',
    next: (flight, departure) => `🔁 Conexión: *${flight}*, sale el *${departure}*.`,
    possible: (margin, minimum) => oneLine`
      Entre un vuelo y el otro hay *${margin}*; hacen falta unos ${minimum}. Por ahora alcanza.
    `,
    atRisk: (margin, minimum) => oneLine`
      Entre un vuelo y el otro hay *${margin}* y hacen falta unos ${minimum}: está justo. Al
      aterrizar, lo mejor es ir directo a la puerta siguiente y avisar a la tripulación.
    `,
    missed: 'Con los horarios de ahora no se llega a ese vuelo.',
  },
  map: '🗺️ Mapa',
  transferAt: (when, place) => `🚐 Traslado: *${when}*${place === '' ? '' : `, ${place}`}`,
  transferContact: '📞 Contacto del traslado',
  travellers: '👥 *Viajan*',
  openingHours: (place, hours) => `🕒 ${place}: ${hours}`,
  placeAt: (place, address) => `📍 ${place}: ${address}`,
  baggage: (included) => `🧳 Equipaje incluido: *${included}*`,
  seat: (seat) => `💺 Asiento: *${seat}*`,
  checkIn: (link) => `✅ El check-in se hace aquí: ${link}`,
  checkInOpens: (when) => `🕒 El check-in abre: ${when}`,
  agencyHours: (agency, hours) => `🕒 ${agency} atiende ${hours}.`,
  agencyPhone: (agency, phone) => `📞 Teléfono de ${agency}: ${phone}`,
  emergencyPhone: (agency, phone) => `🆘 Emergencias de ${agency}, a toda hora: ${phone}`,
  localTime: (clock, city) => `🕒 En ${city} son las *${clock}*.`,
  sameTime: (city, home) => `${city} y ${home} tienen la misma hora.`,
  ahead: (city, home, difference) => `En ${city} son ${difference} más que en ${home}.`,
  behind: (city, home, difference) => `En ${city} son ${difference} menos que en ${home}.`,
  emergencyNumbers: (country, numbers) => `🆘 Emergencias en ${country}: *${numbers}*`,
  why: (agency, about) => oneLine`
    Te escribo porque ${agency} organiza tu viaje y dejó este número para avisarte de lo que pase
    con él.${about === null ? '' : ` Lo último fue ${about}.`} Para no recibir más mensajes alcanza
    con responder BAJA.
  `,
  about: {
    booking: 'la confirmación de tu reserva',
    reminder: 'el recordatorio de tu vuelo',
    time: 'un cambio de horario de tu vuelo',
    gate: 'la puerta de tu vuelo',
    boarding: 'el embarque de tu vuelo',
    cancelled: 'la cancelación de tu vuelo',
    diverted: 'el desvío de tu vuelo',
    connection: 'tu conexión',
    landing: 'tu llegada',
    itinerary: 'tu itinerario',
  },
  whoAreYou: (agency) => oneLine`
    Soy el asistente virtual de ${agency}: cuido tu viaje, aviso lo que cambie y respondo por aquí.
    Detrás hay personas de la agencia, que siguen la conversación cuando hace falta.
  `,
  isBot: (agency) => oneLine`
    Sí, soy un asistente automático. Detrás hay personas de ${agency}: para hablar con una de ellas
    alcanza con escribir *una persona*.
  `,
  languages: 'Hablo español, English e português: respondo en el idioma en que me escriban.',
  goodbye: '¡Buen viaje! 👋',
  wishes: '¡Gracias, igualmente! 😊',
  sorry: 'No pasa nada. 😊',
  arrived: (city) => `¡Qué bueno! Que disfruten de ${city}. 🙌`,
  mood: '😊 Por aquí estoy para lo que haga falta del viaje.',
  papers: { passport: 'tu pasaporte', visa: 'tu visa', invoice: 'tu factura' },
};
