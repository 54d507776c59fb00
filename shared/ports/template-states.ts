/**
 * Knows which of our templates WhatsApp does not accept at present: missing, paused, rejected or
 * recategorised ones (RULES §5).
 * @example
 * const isUsable = !templates.unusable(agency.sender).includes('bh_boarding_gate_v1_es');
 */
export interface TemplateStates {
  /**
   * Names of the templates that cannot be sent from a number (E.164), as `friendlyName` writes
   * them; empty where nothing is known yet. Reads from memory and never throws.
   */
  unusable(sender: string): readonly string[];
}
