// cspell:ignore SAEZ SABE SAZS Salta Bariloche KJFK KLAX LEMD SBGR RJAA
import { z } from 'zod';
import type { RecordState } from './life.ts';
import type { Random } from './random.ts';

const second = 1000;
const minute = 60 * second;
/** An instant as AeroAPI writes it. */
export const iso = (at: number): string => new Date(at).toISOString();
const withoutNumbers = z.record(z.string(), z.unknown());

const place = (iata: string, icao: string, zone: string, city: string) => ({
  iata,
  icao,
  zone,
  city,
});
const places = {
  lhr: place('LHR', 'EGLL', 'Europe/London', 'London'),
  cph: place('CPH', 'EKCH', 'Europe/Copenhagen', 'Copenhagen'),
  eze: place('EZE', 'SAEZ', 'America/Argentina/Buenos_Aires', 'Buenos Aires'),
  aep: place('AEP', 'SABE', 'America/Argentina/Buenos_Aires', 'Buenos Aires'),
  brc: place('BRC', 'SAZS', 'America/Argentina/Salta', 'San Carlos de Bariloche'),
  jfk: place('JFK', 'KJFK', 'America/New_York', 'New York'),
  lax: place('LAX', 'KLAX', 'America/Los_Angeles', 'Los Angeles'),
  mad: place('MAD', 'LEMD', 'Europe/Madrid', 'Madrid'),
  gru: place('GRU', 'SBGR', 'America/Sao_Paulo', 'São Paulo'),
  nrt: place('NRT', 'RJAA', 'Asia/Tokyo', 'Tokyo'),
};
const route = (
  airline: readonly [string, string],
  from: (typeof places)[keyof typeof places],
  to: (typeof places)[keyof typeof places],
  blockMinutes: number,
  domestic = false,
) => ({ airline, from, to, blockMinutes, domestic });
/** The routes that a random flight may fly. */
export const routes = [
  route(['BA', 'BAW'], places.lhr, places.cph, 115),
  route(['AR', 'ARG'], places.aep, places.brc, 145, true),
  route(['AA', 'AAL'], places.jfk, places.lax, 375, true),
  route(['IB', 'IBE'], places.mad, places.eze, 760),
  route(['LA', 'LAN'], places.gru, places.mad, 610),
  route(['JL', 'JAL'], places.nrt, places.lhr, 850),
] as const;

/** The record of AeroAPI before anything happened to the flight. */
export const scheduledRecord = (
  { airline: [iata, icao], from, to, blockMinutes }: (typeof routes)[number],
  number: number,
  out: number,
  gate: string | null,
  terminal: string | null,
): Record<string, unknown> => {
  const arrival = out + blockMinutes * minute;
  const airport = (at: typeof from | typeof to) => ({
    code: at.icao,
    code_icao: at.icao,
    code_iata: at.iata,
    code_lid: null,
    timezone: at.zone,
    name: at.city,
    city: at.city,
    airport_info_url: `/airports/${at.icao}`,
  });
  return {
    ident: `${icao}${number}`,
    ident_icao: `${icao}${number}`,
    ident_iata: `${iata}${number}`,
    fa_flight_id: `${icao}${number}-${out / second}-schedule-101p`,
    operator: icao,
    operator_icao: icao,
    operator_iata: iata,
    flight_number: String(number),
    registration: null,
    atc_ident: null,
    inbound_fa_flight_id: null,
    codeshares: [],
    codeshares_iata: [],
    blocked: false,
    diverted: false,
    cancelled: false,
    position_only: false,
    origin: airport(from),
    destination: airport(to),
    departure_delay: 0,
    arrival_delay: 0,
    filed_ete: (blockMinutes - 23) * 60,
    foresight_predictions_available: false,
    scheduled_out: iso(out),
    estimated_out: iso(out),
    actual_out: null,
    scheduled_off: iso(out + 15 * minute),
    estimated_off: iso(out + 15 * minute),
    actual_off: null,
    scheduled_on: iso(arrival - 8 * minute),
    estimated_on: iso(arrival - 8 * minute),
    actual_on: null,
    scheduled_in: iso(arrival),
    estimated_in: iso(arrival),
    actual_in: null,
    progress_percent: 0,
    status: 'Scheduled',
    aircraft_type: 'A20N',
    route_distance: 600,
    filed_airspeed: null,
    filed_altitude: null,
    route: null,
    baggage_claim: null,
    seats_cabin_business: null,
    seats_cabin_coach: null,
    seats_cabin_first: null,
    gate_origin: gate,
    gate_destination: null,
    terminal_origin: terminal,
    terminal_destination: null,
    type: 'Airline',
  };
};

/** One state of a record: what it sets, from when, and how it stands then. */
export interface RecordedState {
  readonly from: number;
  readonly set: Record<string, unknown>;
  readonly record: RecordState;
}

/** A flight whose record is changed step by step; `out` is the departure estimated last. */
export class RecordedFlight {
  readonly states: RecordedState[] = [];
  readonly scheduled: number;
  /** From gate to gate, in ms. */
  readonly block: number;
  out: number;
  readonly #random: Random;
  #raw = {};

  constructor(random: Random, scheduled: number, block: number) {
    this.#random = random;
    this.scheduled = scheduled;
    this.block = block;
    this.out = scheduled;
  }

  /** Changes the record from an instant on. */
  add(from: number, set: Record<string, unknown>): void {
    this.#raw = { ...this.#raw, ...set };
    const now = withoutNumbers.parse(this.#raw);
    const time = (value: unknown): number | null =>
      typeof value === 'string' ? Date.parse(value) : null;
    const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
    this.states.push({
      from,
      set,
      record: {
        scheduledOut: this.scheduled,
        estimatedOut: time(now['estimated_out']),
        actualOut: time(now['actual_out']),
        landed: now['actual_on'] !== null,
        cancelled: now['cancelled'] === true,
        diverted: now['diverted'] === true,
        status: text(now['status']) ?? '',
        gate: text(now['gate_origin']),
        terminal: text(now['terminal_origin']),
        belt: text(now['baggage_claim']),
      },
    });
  }

  /** The fields of a record that estimates another departure. */
  estimates(to: number): Record<string, unknown> {
    this.out = to;
    const late = to - this.scheduled;
    return {
      estimated_out: iso(to),
      estimated_off: iso(to + 15 * minute),
      estimated_on: iso(to + this.block - 8 * minute),
      estimated_in: iso(to + this.block),
      departure_delay: late / second,
      arrival_delay: late / second,
      status: late >= 15 * minute ? 'Scheduled / Delayed' : 'Scheduled',
    };
  }

  gate(): string {
    return `${this.#random.one('A', 'B', 'C', 'D')}${this.#random.whole(11, 89)}`;
  }

  terminal(): string {
    return this.#random.one('T7', 'T8', 'T9');
  }
}
