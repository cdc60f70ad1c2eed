import { CutstreamError } from "../../errors.ts";

/** A transfer broke off; it may be resumed. */
export class BrokenOff extends Error {
  override readonly name = "BrokenOff";
}

/** Puts what went wrong on the network into the engine's words. */
export function explainDownload(
  error: unknown,
  address: string,
  { signal, timeout }: { readonly signal?: AbortSignal | undefined; readonly timeout: number },
  deadline: AbortSignal,
): CutstreamError {
  const own = errorChain(error).find((link) => link instanceof CutstreamError);
  if (own) return own;
  if (signal?.aborted) return new CutstreamError("cancelled", "The work was cancelled.", { cause: error });
  const host = URL.parse(address)?.host ?? address;
  if (deadline.aborted) {
    const message = `The file at ${host} was not here within ${timeout} seconds.`;
    return new CutstreamError("source_unreachable", message, { cause: error });
  }
  return new CutstreamError("source_unreachable", `${host}: ${reasonOf(error)}.`, { cause: error });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: "there is no server of this name",
  EAI_AGAIN: "the name could not be looked up just now",
  ECONNREFUSED: "the server refuses the connection",
  EHOSTUNREACH: "there is no way to the server",
  ENETUNREACH: "there is no way to the server",
  UND_ERR_CONNECT_TIMEOUT: "the server does not take the connection",
  UND_ERR_HEADERS_TIMEOUT: "the server does not answer",
  UND_ERR_BODY_TIMEOUT: "the server stopped sending",
};

function reasonOf(error: unknown): string {
  const chain = errorChain(error);
  for (const link of chain) {
    const code = "code" in link && typeof link.code === "string" ? link.code : "";
    const reason = REASONS[code];
    if (reason !== undefined) return reason;
  }
  if (error instanceof BrokenOff) return "the transfer broke off again and again";
  return chain.at(-1)?.message.replace(/\.$/, "") || "the transfer failed";
}

/** An error, its causes, and what an AggregateError of several connection attempts holds. */
function errorChain(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let link = error; link instanceof Error && chain.length < 10; ) {
    chain.push(link);
    link = link instanceof AggregateError ? link.errors[0] : link.cause;
  }
  return chain;
}
