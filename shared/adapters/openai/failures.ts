import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
  PermissionDeniedError,
} from 'openai';
import { LanguageModelFailure } from '#shared/ports/language-model.ts';

/** Error codes that only the operator can do something about. */
const operatorCodes: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'model_not_found',
  'invalid_api_key',
  'billing_hard_limit_reached',
]);

/**
 * Turns an error of the SDK into the port's failure; its message contains no prompt, answer or key.
 */
export const failureOf = (error: unknown): LanguageModelFailure => {
  if (error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError)
    return new LanguageModelFailure('unavailable', 'no answer in time');
  if (error instanceof APIConnectionError)
    return new LanguageModelFailure('unavailable', 'not reached');
  if (error instanceof BadRequestError && error.code === 'content_policy_violation')
    return new LanguageModelFailure('refused', 'by policy');
  if (error instanceof APIError) {
    const isForOperator =
      error instanceof BadRequestError ||
      error instanceof AuthenticationError ||
      error instanceof NotFoundError ||
      error instanceof PermissionDeniedError ||
      operatorCodes.has(error.code ?? '');
    return new LanguageModelFailure(
      'unavailable',
      `HTTP ${error.status ?? 'error'}`,
      isForOperator ? { actor: 'operator' } : {},
    );
  }
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return new LanguageModelFailure('unavailable', 'no answer in time');
  // A body that is not JSON, or anything else unexpected.
  return new LanguageModelFailure('invalid', 'an answer that cannot be read', {
    invalid: { problem: 'no readable answer', output: '' },
  });
};
