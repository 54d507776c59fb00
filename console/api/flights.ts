import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from './client.ts';

/** A flight on the board. */
export type BoardFlight = Schemas['BoardFlight'];
/** A flight with the people on it. */
export type Flight = Schemas['Flight'];
/** Somebody on a flight. */
export type PersonOnFlight = Flight['people'][number];

const mostRows = 400;

/** The flights of the board, soonest first. */
export const boardQuery = queryOptions({
  queryKey: ['flight', 'board'],
  queryFn: () => answer(api.GET('/flights', { params: { query: { limit: mostRows } } })),
});

/** The key of a flight as it stands in an address. */
export const flightName = (key: string): string => key.replaceAll('/', '-');
