import { type FlightLine, toldByAnswer } from '../domain/flight-answer.ts';
import type { Skill } from './skill.ts';

/** The flight of the trip, what was asked for first. */
const beginningWith =
  (...lines: readonly FlightLine[]): Skill =>
  ({ context }) => ({ flight: lines, told: toldByAnswer(context) });

export const gate = beginningWith('gate', 'terminal');
export const terminal = beginningWith('terminal', 'gate');
export const departure = beginningWith('departure');
export const arrival = beginningWith('arrival');
export const flightDuration = beginningWith('duration');
export const status = beginningWith('state');
export const belt = beginningWith('belt');
