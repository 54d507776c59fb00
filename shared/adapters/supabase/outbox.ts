import { z } from 'zod';
import { type AnyEvent, parseEvent } from '#shared/events/catalogue.ts';
import type { FarTimers } from '#shared/ports/far-timers.ts';
import { type Operations, OperationsReport, OperationsState } from '#shared/ports/operations.ts';
import type { Outbox } from '#shared/ports/outbox.ts';
import { WaitingEffect, type WaitingEffects } from '#shared/ports/waiting-effects.ts';
import { DueTimer } from './actor-store.ts';
import type { Rpc } from './rpc.ts';

const Events = z.array(z.unknown().transform((raw): AnyEvent => parseEvent(raw)));

/** `Outbox` by functions of the data API. */
export const createOutbox = (rpc: Rpc): Outbox => ({
  takeUnpublished: ({ types, now, limit }) =>
    rpc('take_unpublished', { types, at: now, at_most: limit }, null, Events),
});

const Waiting = z.array(WaitingEffect);

/** `WaitingEffects` by functions of the data API. */
export const createWaitingEffects = (rpc: Rpc): WaitingEffects => ({
  waitingEffects: ({ agencyId, ids = [], keys = [] }) =>
    rpc('waiting_effects', { ids, keys }, agencyId, Waiting),
});

/** `Operations` by functions of the data API. */
export const createOperations = (rpc: Rpc): Operations => ({
  report: (now) => rpc('operations_report', { at: now }, null, OperationsReport),
  operationsState: (now) => rpc('operations_state', { at: now }, null, OperationsState),
});

/** `FarTimers` by functions of the data API. */
export const createFarTimers = (rpc: Rpc): FarTimers => ({
  takeFarTimers: ({ now, limit }) =>
    rpc('take_far_timers', { at: now, at_most: limit }, null, z.array(DueTimer)),
});
