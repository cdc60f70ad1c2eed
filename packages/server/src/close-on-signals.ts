/** Closes once, at the first SIGTERM or SIGINT; a second one ends the process as usual. */
export function closeOnSignals(server: { close(): Promise<void> }, onError: (error: unknown) => void): void {
  const stop = () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.off(signal, stop);
    server.close().catch(onError);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
}
