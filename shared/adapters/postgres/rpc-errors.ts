import { z } from 'zod';

/** An error as PostgREST answers it. */
export interface RpcError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details: string | null;
  readonly hint: string | null;
}

/** An error of this adapter itself, without details. */
export const rpcError = (
  status: number,
  code: string,
  message: string,
  hint: string | null = null,
): RpcError => ({
  status,
  code,
  message,
  details: null,
  hint,
});

/** SQLSTATE or its prefix, to HTTP status; the first match counts (PostgREST, "Errors"). */
const statuses: readonly (readonly [string, number])[] = [
  ['08', 503],
  ['09', 500],
  ['0L', 403],
  ['0P', 403],
  ['23503', 409],
  ['23505', 409],
  ['25006', 405],
  ['25', 500],
  ['28', 403],
  ['2D', 500],
  ['38', 500],
  ['39', 500],
  ['3B', 500],
  ['40', 500],
  ['53400', 500],
  ['53', 503],
  ['54', 500],
  ['55', 500],
  ['57', 500],
  ['58', 500],
  ['F0', 500],
  ['HV', 500],
  ['P0001', 400],
  ['P0', 500],
  ['XX', 500],
  ['42883', 404],
  ['42P01', 404],
  ['42P17', 500],
];

const DatabaseError = z.object({
  code: z.string().length(5),
  message: z.string(),
  detail: z.string().optional(),
  hint: z.string().optional(),
});

/** An error of Postgres, or of the connection to it, as PostgREST reports it. */
export const asRpcError = (error: unknown, anonymous: boolean): RpcError => {
  const parsed = DatabaseError.safeParse(error);
  if (!parsed.success) return rpcError(503, 'PGRST001', 'Database connection error');
  const { code, message, detail, hint } = parsed.data;
  const denied = code === '42501' ? (anonymous ? 401 : 403) : undefined;
  const status = denied ?? statuses.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 400;
  return { status, code, message, details: detail ?? null, hint: hint ?? null };
};
