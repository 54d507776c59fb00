import { clientAddress, isLoopback, isNetwork, trustedProxies } from '../client-address.ts';

const none = trustedProxies([]);
const proxies = trustedProxies(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

describe('the address of a client', () => {
  it('is that of its connection where no proxy is trusted, whatever the client says', () => {
    expect(clientAddress('203.0.113.7', '198.51.100.1', none)).toBe('203.0.113.7');
    expect(clientAddress('::ffff:203.0.113.7', null, none)).toBe('203.0.113.7');
  });

  it('is the last one that no trusted proxy has', () => {
    expect(clientAddress('127.0.0.1', '1.2.3.4, 203.0.113.7, 10.1.2.3', proxies)).toBe(
      '203.0.113.7',
    );
  });

  it('is that of the proxy where it says nothing that is an address', () => {
    expect(clientAddress('127.0.0.1', null, proxies)).toBe('127.0.0.1');
    expect(clientAddress('127.0.0.1', 'unknown', proxies)).toBe('127.0.0.1');
  });

  it('is a /64 of IPv6, however it is written', () => {
    const counted = (address: string) => clientAddress(address, null, none);
    expect(counted('2001:db8:0:1::7')).toBe('2001:db8:0:1');
    expect(counted('2001:0DB8:0000:0001:ffff:ffff:ffff:ffff')).toBe('2001:db8:0:1');
    expect(counted('2001:db8::1')).toBe('2001:db8:0:0');
  });

  it('knows this machine and networks', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true);
    expect(['128.0.0.1', '127.0.0.1.evil.example', ''].some(isLoopback)).toBe(false);
    expect(['10.0.0.0/8', '::1', '1.2.3.4'].every(isNetwork)).toBe(true);
    expect(['10.0.0.0/33', 'localhost', '1.2.3', '::1/'].some(isNetwork)).toBe(false);
  });
});
