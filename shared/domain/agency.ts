/** An agency as it is set up, before anybody books: by the demo, by replay and by tests. */
export interface AgencySeed {
  readonly id: string;
  readonly name: string;
  /** The WhatsApp number it writes from, E.164. */
  readonly sender: string;
  readonly emergencyPhone: string | null;
  /** sha256 (hex) of its API key; without one it has no access over HTTP. */
  readonly keyHash?: string;
  /** Why it is suspended; null or absent: it is not. */
  readonly suspendedBecause?: string | null;
  /** setting_key -> setting_value, over the defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
}
