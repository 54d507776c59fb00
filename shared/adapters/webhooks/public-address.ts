import { BlockList, isIP } from 'node:net';
import { trustedProxies } from '#shared/client-address.ts';

/** What the registries of IANA keep for special purposes, and is nobody's server. */
const special = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  special.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  // Those that carry an IPv4 address in them, and those of documentation.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  special.addSubnet(network, bits, 'ipv6');
/** The only part of IPv6 that is given out. */
const givenOut = new BlockList();
givenOut.addSubnet('2000::', 3, 'ipv6');

/** Whether an address is on the public internet: no private, local, link-local or mapped one. */
const isPublic = (address: string): boolean => {
  switch (isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4');
    case 6:
      return givenOut.check(address, 'ipv6') && !special.check(address, 'ipv6');
    default:
      return false;
  }
};

/** How an address may be sent to: over TLS, also in the clear, or not at all. */
export type Reach = 'tls' | 'any' | 'none';

/**
 * Judges addresses: public ones over TLS, those of `networks`, which the operator has listed, also
 * in the clear, others not at all.
 */
export const reachOf = (networks: readonly string[]): ((address: string) => Reach) => {
  const listed = trustedProxies(networks);
  return (address) => (listed.trusts(address) ? 'any' : isPublic(address) ? 'tls' : 'none');
};
