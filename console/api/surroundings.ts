/** Where the console runs, as its page says. */
interface Surroundings {
  /** Supabase Auth; null: people sign in by links of this machine. */
  readonly identity: { readonly url: string; readonly publishableKey: string } | null;
  /** The phone simulator’s page, on one machine. */
  readonly phonePage: string | null;
}

const said = document.querySelector('meta[name="bauhaus"]')?.getAttribute('content');

/** Where the console runs. */
export const surroundings: Surroundings = said
  ? JSON.parse(said)
  : { identity: null, phonePage: null };
