import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** IPv4 networks that are no place of the internet: RFC 6890 and its successors. */
const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** Of IPv6 only 2000::/3 is of the internet, but for these, some of which hold an IPv4 address. */
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const blockList = (networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
};
const blocked4 = blockList(special4, 'ipv4');
const blocked6 = blockList(special6, 'ipv6');
const global6 = blockList(['2000::/3'], 'ipv6');

/** Whether an address is of the internet: of no private network, no machine itself, no test. */
export const isPublicAddress = (address: string): boolean => {
  switch (isIP(address)) {
    case 4:
      return !blocked4.check(address, 'ipv4');
    case 6:
      return global6.check(address, 'ipv6') && !blocked6.check(address, 'ipv6');
    default:
      return false;
  }
};

/** Which addresses strangers may have us connect to. */
export interface Reach {
  readonly protocols: readonly ('https:' | 'http:')[];
  isAllowed(address: string): boolean;
}

/** The internet, encrypted. */
export const publicReach: Reach = { protocols: ['https:'], isAllowed: isPublicAddress };

/** What `lookup` fails with where a name leads to where we may not go. */
export const outOfReach = 'EOUTOFREACH';

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** Whether a URL may be within reach by what it says; where a name leads is seen by `lookupWithin`. */
export const isWithin = (reach: Reach, text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const host = hostOf(url);
  return (
    reach.protocols.some((protocol) => protocol === url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    (isIP(host) === 0 ? host !== '' : reach.isAllowed(host))
  );
};

/**
 * A look-up of names for connections, which fails where a name leads out of reach. It is asked by the
 * connection itself, so that a name cannot lead elsewhere a moment later (DNS rebinding). Addresses
 * in a URL are not looked up: see `isWithin`.
 */
export const lookupWithin =
  (reach: Reach): LookupFunction =>
  (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, addresses) => {
      if (error) {
        done(error, '');
        return;
      }
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => reach.isAllowed(address))) {
        done(Object.assign(new Error('out of reach'), { code: outOfReach }), '');
        return;
      }
      if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
