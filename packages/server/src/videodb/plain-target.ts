/**
 * The target of a request as the router knows it: without the prefix that all is mounted at, doubled slashes and a
 * slash at the end. `//collection/default/?a=b` is `/collection/default?a=b`.
 */
export function plainTarget(target: string, mountedAt: string): string {
  const [path = "", ...query] = target.split("?");
  const inside = path.startsWith(mountedAt) ? path.slice(mountedAt.length) : path;
  const plain = `/${inside
    .split("/")
    .filter((part) => part !== "")
    .join("/")}`;
  return query.length > 0 ? `${plain}?${query.join("?")}` : plain;
}
