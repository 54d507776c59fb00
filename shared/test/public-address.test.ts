import {
  isPublicAddress,
  isWithin,
  lookupWithin,
  outOfReach,
  publicReach,
} from '../public-address.ts';

describe('addresses of the internet', () => {
  it.each(['8.8.8.8', '172.15.255.255', '172.32.0.0', '100.128.0.1', '2606:4700::1111'])(
    'are such as %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00::1',
    'push.example',
    '',
  ])('are not such as %s', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('what is within reach', () => {
  it.each([
    'http://push.example/x',
    'https://user:secret@push.example/x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://0x7f.1/x',
    'https://2130706433/x',
    'file:///etc/passwd',
    'push.example',
  ])('is not %s', (url) => expect(isWithin(publicReach, url)).toBe(false));

  it('is a name, and a public address in any of its writings', () => {
    expect(isWithin(publicReach, 'https://push.example/x')).toBe(true);
    expect(isWithin(publicReach, 'https://0x08.8.8.8/x')).toBe(true);
  });

  it('ends where a name leads out of it, when it is connected to', async () => {
    const code = await new Promise((done) =>
      lookupWithin(publicReach)('localhost', {}, (error) => done(error?.code)),
    );
    expect(code).toBe(outOfReach);
    const address = await new Promise((done) =>
      lookupWithin({ ...publicReach, isAllowed: () => true })('localhost', {}, (_, found) =>
        done(found),
      ),
    );
    expect(['127.0.0.1', '::1']).toContain(address);
  });
});
