import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { CutstreamError } from "../../errors.ts";
import { isForeignPort } from "./foreign-ports.ts";

/** Says whether a source may be fetched from this IP address. */
export type AddressRule = (address: string) => boolean;

/** All IPv6 addresses that were ever given out (IANA, "IPv6 Global Unicast Address Assignments"). */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse("2000::"), 3];

/**
 * Whether an IP address is out in the public Internet: not private, loopback, link-local, shared by a carrier,
 * multicast, unspecified, reserved or for documentation. An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) is judged
 * as what it is; forms that reach IPv4 by translation (NAT64, 6to4, Teredo, `::10.0.0.1`) are refused, for no server is
 * named so.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(GLOBAL_UNICAST)) return false;
  return parsed.range() === "unicast";
}

/**
 * Refuses what is no http(s) URL, one with a name and a password (which would end up in logs and lists), a port where
 * another protocol is at home, and an IP address in place of a name where the rule forbids it: such hosts are never
 * looked up. (Decimal, octal and shortened addresses have been written out by the URL parser.)
 * @throws CutstreamError `source_forbidden`
 */
export function checkUrl(url: URL, allowed: AddressRule): void {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw forbidden(`Sources are fetched over http and https, not ${url.protocol}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw forbidden(`The address at ${url.host} has a name or a password in it.`);
  }
  if (isForeignPort(url.port)) {
    throw forbidden(`At port ${url.port} of ${url.hostname} another protocol is spoken than http.`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !allowed(host)) throw forbidden(`${host} is not a public address.`);
}

/**
 * Name lookup for connections that fails where any of the name's addresses is forbidden. It runs when a connection
 * is made, and the connection goes to the very addresses that were checked, so that a name server which changes its
 * answer in between gains nothing.
 */
export function guardedLookup(
  allowed: AddressRule,
  resolve: typeof systemLookup = systemLookup,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const bad = found.find(({ address }) => !allowed(address));
      if (bad)
        return callback(forbidden(`${hostname} is at ${bad.address}, which is not a public address.`), []);
      const [first] = found;
      if (options.all || !first) return callback(null, found as LookupAddress[]);
      return callback(null, first.address, first.family);
    });
  };
}

function forbidden(message: string): CutstreamError {
  return new CutstreamError("source_forbidden", message);
}
