import type { Intent } from '../domain/understanding/intents.ts';
import { help, isBot, language, whoAreYou } from './about-us.ts';
import { agencyHours, agencyPhone, emergencyPhone } from './agency.ts';
import { allFlights } from './all-flights.ts';
import { atAirport } from './at-airport.ts';
import { baggage, checkIn, seat } from './booking-fields.ts';
import { localTime, timeDifference } from './clocks.ts';
import { connection } from './connection.ts';
import { documents } from './documents.ts';
import { emergencyNumber } from './emergency-number.ts';
import { arrival, belt, departure, flightDuration, gate, status, terminal } from './flight.ts';
import { flightNumber } from './flight-number.ts';
import { hotel } from './hotel.ts';
import { openingHours, place } from './places.ts';
import { itinerary, planDay } from './plan.ts';
import { returnFlight } from './return-flight.ts';
import type { Skill } from './skill.ts';
import { arrived, goodbye, greeting, mood, nothing, sorry, thanks, wishes } from './small-talk.ts';
import { timeUntil } from './time-until.ts';
import { transfer } from './transfer.ts';
import { whoTravels } from './who-travels.ts';
import { whyMessage } from './why-message.ts';

/** What answers an intent that facts can answer: all others are questions for a person. */
export const skills: Partial<Readonly<Record<Intent, Skill>>> = {
  gate,
  terminal,
  departure,
  arrival,
  duration: flightDuration,
  status,
  belt,
  time_until: timeUntil,
  at_airport: atAirport,
  connection,
  all_flights: allFlights,
  return_flight: returnFlight,
  flight_number: flightNumber,
  hotel,
  transfer,
  plan_day: planDay,
  itinerary,
  opening_hours: openingHours,
  place,
  document: documents,
  who_travels: whoTravels,
  baggage,
  check_in: checkIn,
  seat,
  agency_hours: agencyHours,
  agency_phone: agencyPhone,
  emergency_phone: emergencyPhone,
  local_time: localTime,
  time_difference: timeDifference,
  emergency_number: emergencyNumber,
  why_message: whyMessage,
  who_are_you: whoAreYou,
  is_bot: isBot,
  language,
  help,
  greeting,
  thanks,
  goodbye,
  ack: nothing,
  laugh: nothing,
  wishes,
  sorry,
  arrived,
  mood,
};
