/** Tells other servers what has become of their wishes. */
export interface CallbackService {
  /**
   * Posts a body as JSON to an address that a caller gave, up to three times while it is not answered with 2xx.
   * Addresses that sources may not come from may not be told anything either.
   * @throws `callback_failed`, `source_forbidden`
   */
  send(url: string, body: object): Promise<void>;
}
