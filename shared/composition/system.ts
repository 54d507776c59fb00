import { randomUUID } from 'node:crypto';
import { instant } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Ids } from '#shared/ports/ids.ts';

/** The time of the machine, in UTC. */
export const systemClock: Clock = { now: () => instant(Date.now()) };
/** Random UUIDs, and chance from Math.random. */
export const systemIds: Ids = { random: randomUUID, chance: Math.random };
