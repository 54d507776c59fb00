import { z } from 'zod';
import { BoardFlight } from '#shared/domain/board.ts';
import { flightSubjects } from '#shared/domain/flight-people.ts';
import type { Board } from '#shared/ports/board.ts';
import type { Rpc } from './rpc.ts';

/** `Board` by a function of the data API. */
export const createBoard = (rpc: Rpc): Board => ({
  flights: (agencyId, window) =>
    rpc(
      'list_flights',
      { filter: { ...window, subjects: flightSubjects } },
      agencyId,
      z.array(BoardFlight),
    ),
});
