import type { DeliveryError } from '#shared/domain/webhook.ts';

/**
 * Why nothing is sent to a URL: it is no https, names a user or a fragment, its host has no
 * address, or one that is not on the public internet.
 */
export type TargetRefusal = 'not-https' | 'not-plain' | 'no-such-host' | 'private-address';

/** One request to an endpoint of an agency. */
export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Posts to endpoints of agencies, which may name any address: what may not be sent to is refused
 * when it is named, and again at each request.
 * @example
 * const { status, error } = await poster.post({ url, headers, body });
 */
export interface WebhookPoster {
  /** Null: it may be sent to. */
  refusalOf(url: string): Promise<TargetRefusal | null>;
  /** Never throws. `status` is null where no answer came, `error` where it was taken. */
  post(post: WebhookPost): Promise<{
    readonly status: number | null;
    readonly error: DeliveryError | null;
    /** The header `Retry-After`, as it came. */
    readonly retryAfter: string | null;
  }>;
}
