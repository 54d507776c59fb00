/** What of a request says who asks, as an HTTP API of API Gateway passes it on. */
export interface AskedOfCells {
  readonly rawPath: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies?: readonly string[];
  readonly requestContext: { readonly http: { readonly method: string } };
}

const wrongKey: readonly number[] = [401];
/** Nobody of ours, no such link, and an invitation that leads nowhere. */
const notKnown: readonly number[] = [401, 403, 404, 410];

/**
 * Whether another cell may know who asks, or what is asked for without a key, where one has
 * answered so. What is answered so wrote nothing, or is of somebody whom the others do not know: so
 * nothing is done twice.
 */
export const mayBeOfAnotherCell = (
  { rawPath, headers, cookies = [], requestContext: { http } }: AskedOfCells,
  { statusCode }: { readonly statusCode: number },
): boolean => {
  // It is done where there is no session too, so it is asked of all.
  if (http.method === 'DELETE' && rawPath === '/session') return true;
  const hasKey = headers['authorization'] !== undefined;
  // A cell that does not answer keeps nobody of another one waiting.
  if (statusCode === 503) return hasKey || cookies.length > 0;
  return (hasKey ? wrongKey : notKnown).includes(statusCode);
};
