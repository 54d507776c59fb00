import type { Language } from '#shared/domain/trip.ts';

/**
 * Knows which of our templates WhatsApp does not accept at present: missing, paused, rejected or
 * recategorised ones (RULES §5).
 * @example
 * const isUsable = !templates.unusable('es').includes('flight_delayed');
 */
export interface TemplateStates {
  /**
   * Names of the templates of a language that cannot be sent; empty where nothing is known yet.
   * Reads from memory and never throws.
   */
  unusable(language: Language): readonly string[];
}
