/**
 * What a kind of callback tells, once it can be told.
 * @param wish what the callback was promised with.
 * @throws CutstreamError `cancelled` where it cannot be known before the engine closes: the next one goes on.
 */
export type CallbackAnswer = (wish: unknown) => Promise<object>;

/**
 * Tells other servers what has become of their wishes. A promise is kept on disk until it is fulfilled: it survives a
 * restart, and may then be fulfilled twice.
 */
export interface CallbackService {
  /** Says what callbacks of a kind tell. Those that an earlier process was not done with are gone on with. */
  define(kind: string, answer: CallbackAnswer): void;
  /**
   * Promises to tell an address that a caller gave what becomes of a wish; resolves once the promise is stored. It is
   * posted as JSON, signed (Standard Webhooks), again and again for about an hour while it is not answered with 2xx.
   * Addresses that sources may not come from are not told anything either.
   * @param wish JSON, for the kind's answer.
   * @throws `invalid_request` where the address is none, `storage_failed`, `storage_full`
   */
  promise(address: string, kind: string, wish: unknown): Promise<void>;
}
