import { BlockList, isIP } from 'node:net';

/** Networks of proxies that are believed about the address of a client. */
export interface TrustedProxies {
  trusts(address: string): boolean;
}

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const plain = (address: string): string => mapped.exec(address.trim())?.[1] ?? address.trim();
const familyOf = (address: string): 'ipv4' | 'ipv6' | null => {
  const version = isIP(address);
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : null;
};

/** One address, or a network such as 10.0.0.0/8; null where it is neither. */
const networkOf = (
  text: string,
): { readonly address: string; readonly bits: number; readonly family: 'ipv4' | 'ipv6' } | null => {
  const [address = '', length] = text.trim().split('/');
  const family = familyOf(address);
  if (family === null) return null;
  const most = family === 'ipv4' ? 32 : 128;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return null;
  const bits = length === undefined ? most : Number(length);
  return bits <= most ? { address, bits, family } : null;
};

/** Whether a text is an address, or a network such as 10.0.0.0/8. */
export const isNetwork = (text: string): boolean => networkOf(text) !== null;

/** The proxies of some addresses and networks. */
export const trustedProxies = (networks: readonly string[]): TrustedProxies => {
  const list = new BlockList();
  for (const { address, bits, family } of networks.flatMap((text) => networkOf(text) ?? []))
    list.addSubnet(address, bits, family);
  return {
    trusts: (address) => {
      const family = familyOf(plain(address));
      return family !== null && list.check(plain(address), family);
    },
  };
};

/** Whether an address is of this machine. */
export const isLoopback = (address: string): boolean =>
  /^127\.\d+\.\d+\.\d+$/.test(plain(address)) || plain(address) === '::1';

/** Of IPv6 one customer has a /64 at least: they count together. */
const countedAs = (address: string): string => {
  if (familyOf(address) !== 'ipv6') return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const missing =
    tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter((g) => g !== '').length;
  return [
    ...groups,
    ...new Array<string>(Math.max(0, missing)).fill('0'),
    ...(tail ?? '').split(':'),
  ]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
};

/**
 * Who sent a request: the peer of its connection or, where that is a trusted proxy, the last
 * address of `X-Forwarded-For` that no trusted proxy has; what stands before it is the client's
 * word.
 */
export const clientAddress = (
  peer: string,
  forwardedFor: string | null,
  proxies: TrustedProxies,
): string => {
  let address = plain(peer);
  const hops = (forwardedFor ?? '').slice(-1_000).split(',').map(plain);
  while (proxies.trusts(address)) {
    const previous = hops.pop();
    if (previous === undefined || familyOf(previous) === null) break;
    address = previous;
  }
  return countedAs(address);
};
