import { reachOf } from '../public-address.ts';

describe('an address that an agency’s server has', () => {
  it.each(['93.184.216.34', '8.8.8.8', '2606:4700::1111', '2a00:1450:4001::200e'])(
    'may be public: %s',
    (address) => {
      expect(reachOf([])(address)).toBe('tls');
    },
  );

  it.each([
    ['this machine', '127.0.0.1'],
    ['this machine by another name', '127.8.9.10'],
    ['any', '0.0.0.0'],
    ['private', '10.1.2.3'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['of a carrier', '100.64.0.1'],
    ['link-local: the metadata of a cloud', '169.254.169.254'],
    ['for documentation', '203.0.113.7'],
    ['for benchmarks', '198.19.0.1'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['this machine', '::1'],
    ['any', '::'],
    ['an IPv4 one in IPv6', '::ffff:127.0.0.1'],
    ['an IPv4 one in IPv6', '::ffff:7f00:1'],
    ['an IPv4 one behind a translator', '64:ff9b::a00:1'],
    ['an IPv4 one in a tunnel', '2002:7f00:1::'],
    ['in a Teredo tunnel', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['private', 'fd00::1'],
    ['the metadata of a cloud', 'fd00:ec2::254'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['once site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['for documentation', '2001:db8::1'],
    ['no address', 'localhost'],
    ['nothing', ''],
  ])('must not be %s: %s', (_, address) => {
    expect(reachOf([])(address)).toBe('none');
  });

  it('may be one that the operator has listed, also without TLS', () => {
    const reach = reachOf(['127.0.0.1', '10.1.0.0/16']);
    expect([reach('127.0.0.1'), reach('10.1.9.9')]).toEqual(['any', 'any']);
    expect([reach('127.0.0.2'), reach('10.2.0.1')]).toEqual(['none', 'none']);
  });
});
