/**
 * Milliseconds of a processor that work on this thread takes. Unlike the clock's, they are about the same while the
 * machine has other things to do: with them a test can tell what takes time out of proportion.
 */
export function processorTime(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
