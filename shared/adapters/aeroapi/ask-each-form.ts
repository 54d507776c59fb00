import { designatorsToAsk } from '#shared/domain/airline-groups.ts';
import { epoch, hour, type Instant } from '#shared/domain/instant.ts';
import type { FlightLookup } from '#shared/ports/flight-data.ts';

/** How long it is remembered which form of a designator was answered, or that none was. */
const rememberedMs = 1 * hour;
/** So many designators are remembered. */
const maxRemembered = 1_000;

/**
 * Asks for the forms of a designator, one after the other until one is answered with something
 * else than nothing. What came of it is remembered for an hour, in which one form is asked: each
 * request is paid for.
 */
export const askEachForm = (): ((
  designator: string,
  now: Instant,
  ask: (form: string) => Promise<FlightLookup>,
) => Promise<FlightLookup>) => {
  const answered = new Map<string, { readonly form: string | null; readonly at: Instant }>();

  const remember = (designator: string, form: string | null, at: Instant): void => {
    if (answered.size >= maxRemembered) answered.clear();
    answered.set(designator, { form, at });
  };

  return async (designator, now, ask) => {
    const [first = designator, ...others] = designatorsToAsk(designator);
    const known = answered.get(designator);
    const isFresh = known !== undefined && epoch(now) - epoch(known.at) < rememberedMs;
    const isSilent = isFresh && known.form === null;
    const preferred = (isFresh ? known.form : null) ?? first;
    const forms = [preferred, ...[first, ...others].filter((form) => form !== preferred)];
    let lookup: FlightLookup = { kind: 'not-found', at: now };
    for (const form of isSilent ? [first] : forms) {
      lookup = await ask(form);
      if (lookup.kind === 'found') remember(designator, form, now);
      if (lookup.kind !== 'not-found') return lookup;
    }
    if (!isSilent) remember(designator, null, now);
    return lookup;
  };
};
