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

/** Error codes of the service that only its owner can do something about. */
const forTheOperator: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'model_not_found',
  'invalid_api_key',
  'billing_hard_limit_reached',
]);

/**
 * Whatever the SDK throws, as the one failure of the port; its message names no prompt, no answer
 * and no key.
 */
export const failureOf = (error: unknown): LanguageModelFailure => {
  if (error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError)
    return new LanguageModelFailure('unavailable', 'no answer in time');
  if (error instanceof APIConnectionError)
    return new LanguageModelFailure('unavailable', 'not reached');
  if (error instanceof BadRequestError && error.code === 'content_policy_violation')
    return new LanguageModelFailure('refused', 'by policy');
  if (error instanceof APIError) {
    const ours =
      error instanceof BadRequestError ||
      error instanceof AuthenticationError ||
      error instanceof NotFoundError ||
      error instanceof PermissionDeniedError ||
      forTheOperator.has(error.code ?? '');
    return new LanguageModelFailure(
      'unavailable',
      `HTTP ${error.status ?? 'error'}`,
      ours ? { actor: 'operator' } : {},
    );
  }
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return new LanguageModelFailure('unavailable', 'no answer in time');
  // A body that is no JSON, or anything else that an answer can be.
  return new LanguageModelFailure('invalid', 'an answer that cannot be read', {
    invalid: { problem: 'no readable answer', output: '' },
  });
};
